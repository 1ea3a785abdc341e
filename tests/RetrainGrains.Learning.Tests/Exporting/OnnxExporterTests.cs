using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Exporting;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Tests.Peers;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Exporting;

public sealed class OnnxExporterTests
{
    [Theory]
    [MemberData(nameof(ExportCase.Names), MemberType = typeof(ExportCase))]
    public void An_exported_graph_predicts_the_same_in_ONNX_Runtime(string name)
    {
        var one = ExportCase.Of(name);

        var exported = ModelExporter.Export(one.Artifact, ExportFormat.Onnx);

        Nearly.Equal(one.Own(), OnnxRuntimePeer.Predict(exported.Content, ExportCase.TestRows));
    }

    [Fact]
    public void A_row_alone_is_answered_as_it_is_among_others()
    {
        var one = ExportCase.Of("blend of classes");
        var exported = ModelExporter.Export(one.Artifact, ExportFormat.Onnx);

        var alone = OnnxRuntimePeer.Predict(exported.Content, ExportCase.TestRows[..1]);

        Nearly.Equal(one.Own()[..4], alone);
    }

    [Fact]
    public void The_onnx_packages_own_checker_finds_nothing_wrong()
    {
        Assert.SkipUnless(PythonPeer.Has("onnx"), "python3-onnx is not installed");
        string[] names =
            ["Squared trees", "blend of all", "blend of probabilities", "forest of classes", "trees by a curve"];
        var files = names.Select(name =>
            Convert.ToBase64String(ModelExporter.Export(ExportCase.Of(name).Artifact, ExportFormat.Onnx).Content.Span));

        var answer = PythonPeer.Ask("onnx_check.py", string.Join('\n', files));

        Assert.Equal($"{names.Length} models are well formed", answer.Trim());
    }

    [Fact]
    public void The_file_names_its_columns_categories_and_classes()
    {
        var artifact = ExportCase.Of("trees of classes").Artifact;
        string[] stations = [.. Enumerable.Range(0, 40).Select(i => $"S{i}")];
        var names = new ExportNames(
            ["wind", "rain", "last load", "hour", "station"], [[], [], [], [], stations], ["a", "b", "c", "d"]);

        var exported = ModelExporter.Export(artifact, ExportFormat.Onnx, names);

        var described = OnnxRuntimePeer.Described(exported.Content);
        Assert.Equal("""["wind","rain","last load","hour","station"]""", described["feature_names"]);
        Assert.StartsWith("""{"station":["S0","S1",""", described["categories"]);
        Assert.EndsWith("\"S29\"]}", described["categories"]);
        Assert.Equal("""["a","b","c","d"]""", described["classes"]);
        Assert.Equal(stations[..30], exported.Report.Features[4].Categories);
    }

    [Theory]
    [InlineData("blend of all")]
    [InlineData("trees of two classes")]
    [InlineData("trees of classes")]
    public void An_exported_graph_that_is_imported_is_the_version_again_whatever_the_schemas_order(string name)
    {
        var one = ExportCase.Of(name);
        var exported = ModelExporter.Export(one.Artifact, ExportFormat.Onnx);
        int[] order = [4, 3, 2, 1, 0];
        var schema = new DatasetSchema(
            one.Artifact.Schema.Task, order.Select(i => one.Artifact.Schema.Features[i]),
            classCount: one.Artifact.Schema.ClassCount);

        var imported = OnnxImporter.Read(exported.Content, new ImportTarget(schema)).Artifact;

        // A category that the schema does not list is a missing value to a graph, and one of its own to trees.
        float[][] rows = [.. ExportCase.TestRows.Where(row => !(row[4] >= ExportCase.Known))];
        float[][] reordered = [.. rows.Select(row => Array.ConvertAll(order, i => row[i]))];
        Assert.InRange(rows.Length, 200, 399);
        Nearly.Equal(ExportCase.Own(one.Artifact, rows), ExportCase.Own(imported, reordered));
    }

    [Fact]
    public void A_graph_that_was_imported_is_given_back_byte_for_byte_and_is_no_file_of_XGBoost()
    {
        var exported = ModelExporter.Export(ExportCase.Of("trees of two classes").Artifact, ExportFormat.Onnx);
        var imported = OnnxImporter.Read(exported.Content).Artifact;

        var again = ModelExporter.Export(imported, ExportFormat.Onnx);

        Assert.Equal(exported.Content.ToArray(), again.Content.ToArray());
        Assert.Equal("the file that was imported", again.Report.Contents);
        var refused = Assert.Throws<ExportException>(() => ModelExporter.Export(imported, ExportFormat.XGBoost));
        Assert.EndsWith("a model of kind Onnx is not made of trees. ONNX holds it.", refused.Message);
    }

    [Fact]
    public void Splits_at_the_ends_of_all_numbers_and_without_categories_are_kept()
    {
        var artifact = Splits.AtTheEnds();
        var scorer = artifact.CreateScorer();

        var exported = ModelExporter.Export(artifact, ExportFormat.Onnx);

        Nearly.Equal(
            [.. Splits.Rows.Select(row => scorer.Score(row, 0))],
            OnnxRuntimePeer.Predict(exported.Content, Splits.Rows));
    }

    [Theory]
    [InlineData(1_024, null)]
    [InlineData(1_025, "The version cannot be ONNX: a split names 1025 categories, and ONNX asks for each by itself; "
        + "at most 1024 are written.")]
    public void A_split_by_more_categories_than_a_chain_may_have_is_refused(int count, string? expected)
    {
        var set = CategorySet.Of([.. Enumerable.Range(0, count)]);
        var tree = new Tree([TreeNode.Split(0, set, missingGoesLeft: false), TreeNode.Leaf(1), TreeNode.Leaf(2)]);
        var artifact = Artifact.Create(
            new ArtifactHeader("leafwise", TargetForm.Level, 0, new DatasetSchema(
                PredictionTask.Regression, [FeatureDescription.Categorical("c", 2_000)])),
            new TreeEnsemble(0, 1, Link.Identity, [tree]));

        if (expected is null)
        {
            var exported = ModelExporter.Export(artifact, ExportFormat.Onnx);
            Nearly.Equal([1, 1, 2, 2], OnnxRuntimePeer.Predict(exported.Content, [[0], [1_023], [1_024], [float.NaN]]));
        }
        else
        {
            var refused = Assert.Throws<ExportException>(() => ModelExporter.Export(artifact, ExportFormat.Onnx));
            Assert.Equal(expected, refused.Message);
        }
    }

    [Fact]
    public void What_follows_from_the_time_is_refused()
    {
        var rows = SyntheticRows.Create(400, 2, 1, x => x[0]);
        var seasonal = Fitting.Fit("seasonal", rows);

        foreach (var format in Enum.GetValues<ExportFormat>())
        {
            var refused = Assert.Throws<ExportException>(() => ModelExporter.Export(seasonal, format));
            Assert.EndsWith(": its predictions follow from the time, which is no feature.", refused.Message);
        }
    }
}
