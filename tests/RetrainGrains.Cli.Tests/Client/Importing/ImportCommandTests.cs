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
        var ran = await RunAsync("import", "bike", Path.Combine(Folder, "nowhere"), "--format", "pickle");

        Assert.Equal(2, ran.Code);
        Assert.Contains("--format: 'pickle' must be auto, xgboost, lightgbm or onnx", ran.Errors);
        Assert.Contains("cannot be read", ran.Errors);
        Assert.Empty(Server.Asked<V1.ImportRequest>());
    }

    [Theory]
    [InlineData("""[{"features": [1.5, "0"], "expected": 2}, {"features": {"hour": 0}, "expected": 1}]""")]
    [InlineData("""[[[1.5, "0"], 2], [[null, 0], 1]]""")]
    [InlineData("""[[1.5, "0", 2], [null, 0, 1]]""")]
    [InlineData("temp,hour,expected\n1.5,0,2\n,0,1\n")]
    [InlineData("expected;hour;temp\n2;0;1,5\n1;0;NA\n")]
    public async Task Rows_with_expected_values_come_as_JSON_or_CSV_and_are_sent_along(string rows)
    {
        Server.On<V1.DescribeRequest, V1.Model>(_ => new V1.Model { Schema = BoosterSchema() });
        Server.On<V1.ImportRequest, V1.Model>(_ => WireModels.Bike());

        var ran = await RunAsync("import", "bike", Write("champion.json", Booster), "--check", Write("rows.txt", rows));

        Assert.Equal((0, ""), (ran.Code, ran.Errors));
        var checks = Assert.Single(Server.Asked<V1.ImportRequest>()).Checks;
        Assert.Equal([[2.0], [1.0]], checks.Select(check => check.Expected.ToArray()));
        var first = checks[0].Features.Count > 0 ? checks[0].Features[0] : checks[0].Named["temp"];
        Assert.Equal(1.5, first.NumberValue);
        // A category that is called by a number is a text.
        var hour = checks[1].Features.Count > 0 ? checks[1].Features[1] : checks[1].Named["hour"];
        Assert.Equal("0", hour.StringValue);
    }

    [Fact]
    public async Task A_label_stands_for_the_most_probable_class()
    {
        var schema = BoosterSchema();
        schema.Task = V1.PredictionTask.MulticlassClassification;
        schema.Classes.Add(["rain", "sun", "fog"]);
        Server.On<V1.DescribeRequest, V1.Model>(_ => new V1.Model { Schema = schema });
        Server.On<V1.ImportRequest, V1.Model>(_ => WireModels.Bike());

        await RunAsync(
            "import", "bike", Write("champion.json", Booster),
            "--check", Write("rows.csv", "temp,hour,expected\n1,0,sun\n"));

        Assert.Equal("sun", Assert.Single(Assert.Single(Server.Asked<V1.ImportRequest>()).Checks).Label);
    }

    [Theory]
    [InlineData("[]", "must have at least one row")]
    [InlineData("[3]", "must be a list of rows such as")]
    [InlineData("""[{"features": [1, "0"]}]""", "must be a list of rows such as")]
    [InlineData("[[1", "must be a list of rows such as")]
    [InlineData("temp,hour\n1,0\n", "expected")]
    [InlineData("temp,hour,expected\nwarm,0,1\n", "column temp: 'warm' must be a number")]
    public async Task Rows_that_cannot_be_read_are_refused_before_anything_is_sent(string rows, string reason)
    {
        Server.On<V1.DescribeRequest, V1.Model>(_ => new V1.Model { Schema = BoosterSchema() });

        var ran = await RunAsync("import", "bike", Write("champion.json", Booster), "--check", Write("rows.txt", rows));

        Assert.Equal(2, ran.Code);
        Assert.Contains(reason, ran.Errors);
        Assert.Empty(Server.Asked<V1.ImportRequest>());
    }

    [Fact]
    public async Task What_was_read_of_the_file_is_shown()
    {
        Server.On<V1.ImportRequest, V1.Model>(_ =>
        {
            var model = WireModels.Bike();
            model.ImportReport = new V1.ImportReport
            {
                Format = "xgboost", Objective = "reg:squarederror", TreesInFile = 14, TreesServing = 4,
                BestIteration = 3, BaseScores = { 0.5 }, Link = "identity", RowsChecked = 300,
                LargestDifference = 0.00000125,
                Notes = { "the file has codes of 'hour' and no names" },
                Features =
                {
                    new V1.ImportedFeature { Name = "f0", Feature = "temp", Kind = V1.FeatureKind.Numeric },
                    new V1.ImportedFeature
                    {
                        Name = "f1", Feature = "region", Kind = V1.FeatureKind.Categorical, ByName = true,
                        Categories = { "north", "east", "west", "south", "inner", "outer", "else" },
                    },
                },
            };
            return model;
        });

        var ran = await RunAsync("import", "bike", Write("champion.json", Booster));

        Assert.StartsWith(
            """
            Read as xgboost reg:squarederror, 4 of 14 trees, up to the best iteration 3, base score 0.5, link identity
              f1 (region of the schema): categories by name, north, east, west, south, inner, outer and 1 more
              the file has codes of 'hour' and no names
              300 rows predict what was expected; the largest difference is 1.25E-06
            """.ReplaceLineEndings("\n"),
            ran.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task What_was_read_of_a_model_in_ONNX_is_shown()
    {
        Server.On<V1.ImportRequest, V1.Model>(_ =>
        {
            var model = WireModels.Bike();
            model.ImportReport = new V1.ImportReport
            {
                Format = "onnx", Link = "graph", Producer = "skl2onnx 1.14.0",
                Opsets = { "ai.onnx 17", "ai.onnx.ml 3" },
                Inputs = { "rows: float [N, 2]" }, Outputs = { "label: int64 [N], not read" },
                Notes = { "a row with a missing value gets no prediction: the model has no answer to it" },
            };
            return model;
        });

        var ran = await RunAsync("import", "bike", Write("champion.onnx", "\u0008\u0008"), "--format", "onnx");

        Assert.StartsWith(
            """
            Read as onnx, written by skl2onnx 1.14.0, ai.onnx 17 and ai.onnx.ml 3
              takes rows: float [N, 2]
              gives label: int64 [N], not read
              a row with a missing value gets no prediction: the model has no answer to it
            """.ReplaceLineEndings("\n"),
            ran.Output.ReplaceLineEndings("\n"));
    }

    private static V1.Schema BoosterSchema() => new()
    {
        Target = "rides", Task = V1.PredictionTask.Regression,
        Features =
        {
            new V1.Feature { Name = "temp", Kind = V1.FeatureKind.Numeric },
            new V1.Feature { Name = "hour", Kind = V1.FeatureKind.Categorical, Categories = { "0", "1" } },
        },
    };
}
