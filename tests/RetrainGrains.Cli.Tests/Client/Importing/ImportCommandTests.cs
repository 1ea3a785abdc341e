using System.Text;
using Grpc.Core;

namespace RetrainGrains.Cli.Tests.Client.Importing;

/// <summary>Models that were trained elsewhere, into models that are there and into new ones.</summary>
public sealed class ImportCommandTests : ClientTests
{
    private const string Booster = """
        {"version": [2, 0, 3], "learner": {
          "learner_model_param": {"base_score": "5E-1", "num_class": "0", "num_feature": "2", "num_target": "1"},
          "objective": {"name": "reg:squarederror"}, "feature_names": ["temp", "hour"], "feature_types": ["float", "c"],
          "gradient_booster": {"name": "gbtree", "model": {"tree_info": [0], "trees": [{
            "left_children": [1, -1, -1], "right_children": [2, -1, -1], "parents": [2147483647, 0, 0],
            "split_indices": [0, 0, 0], "split_conditions": [0.5, 1.0, 2.0], "split_type": [0, 0, 0],
            "default_left": [0, 0, 0], "base_weights": [0.0, 1.0, 2.0], "loss_changes": [1.0, 0.0, 0.0],
            "sum_hessian": [2.0, 1.0, 1.0], "categories": [], "categories_nodes": [], "categories_segments": [],
            "categories_sizes": [], "id": 0,
            "tree_param": {"num_nodes": "3", "num_feature": "2", "num_deleted": "0", "size_leaf_vector": "1"}}]}}}}
        """;

    [Fact]
    public async Task A_file_is_imported_as_it_is()
    {
        Server.On<V1.ImportRequest, V1.Model>(_ => WireModels.Bike());

        var ran = await RunAsync("import", "bike", Write("champion.txt", "tree"), "--format", "lightgbm");

        Assert.Equal(0, ran.Code);
        var asked = Assert.Single(Server.Asked<V1.ImportRequest>());
        Assert.Equal(
            ("tree", V1.ImportFormat.Lightgbm), (asked.Content.ToString(Encoding.UTF8), asked.Format));
        Assert.Empty(Server.Asked<V1.RegisterRequest>());
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_registered_by_the_files_own_features()
    {
        Server.On<V1.ImportRequest, V1.Model>(_ => Server.Asked<V1.RegisterRequest>().Length > 0
            ? WireModels.Bike()
            : throw new RpcException(new Status(StatusCode.NotFound, "model_id: 'bike' must name a registered model")));
        Server.On<V1.RegisterRequest, V1.Model>(_ => WireModels.Bike());

        var ran = await RunAsync("import", "bike", Write("champion.json", Booster), "--target", "rides");

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        Assert.Contains("bike is registered: rides by temp, hour, the features of the file", ran.Output);
        Assert.Contains("""retrain predict bike --features '{"temp": 0, "hour": "0"}'""", ran.Output);
        var schema = Assert.Single(Server.Asked<V1.RegisterRequest>()).Schema;
        Assert.Equal(("rides", V1.PredictionTask.Regression), (schema.Target, schema.Task));
        Assert.Equal(["0"], schema.Features[1].Categories);
        // One command is one import, however often it is sent.
        Assert.Single(Server.Asked<V1.ImportRequest>().Select(request => request.RequestId).Distinct());
    }

    [Fact]
    public async Task A_file_that_is_no_model_registers_nothing()
    {
        Server.Refuse<V1.ImportRequest>(StatusCode.NotFound, "model_id: 'bike' must name a registered model");

        var ran = await RunAsync("import", "bike", Write("rows.csv", "a,b\n1,2\n"));

        Assert.Equal(2, ran.Code);
        Assert.Contains("must be what save_model of XGBoost or LightGBM writes", ran.Errors);
        Assert.Empty(Server.Asked<V1.RegisterRequest>());
    }

    [Fact]
    public async Task A_format_and_a_file_that_cannot_be_used_are_both_told_and_nothing_is_asked()
    {
        var ran = await RunAsync("import", "bike", Path.Combine(Folder, "nowhere"), "--format", "onnx");

        Assert.Equal(2, ran.Code);
        Assert.Contains("--format: 'onnx' must be auto, xgboost or lightgbm", ran.Errors);
        Assert.Contains("cannot be read", ran.Errors);
        Assert.Empty(Server.Asked<V1.ImportRequest>());
    }
}
