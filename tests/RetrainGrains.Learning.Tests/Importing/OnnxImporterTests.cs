using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Tests.Peers;

namespace RetrainGrains.Learning.Tests.Importing;

/// <summary>Models in ONNX, by torch and as skl2onnx and CatBoost write them, beside what they answer there.</summary>
public sealed class OnnxImporterTests
{
    private const double SinglePrecision = 1e-5;
    private static readonly string[] Stations = ["south", "north", "east"];
    private static readonly string[] Classes = ["early", "on time", "late"];

    [Theory]
    [InlineData("network")]
    [InlineData("row by row")]
    [InlineData("without gaps")]
    [InlineData("tree regressor")]
    [InlineData("named columns")]
    [InlineData("probability", PredictionTask.BinaryClassification)]
    public void One_tensor_of_features_gives_a_number_as_in_the_peer(
        string name, PredictionTask task = PredictionTask.Regression)
    {
        var peer = OnnxPeer.Case(name);
        var imported = OnnxImporter.Read(peer.Model, Numbers(task));
        var scorer = ModelRegistry.Parse(imported.Artifact.Bytes.Span).CreateScorer();

        Assert.True(peer.Rows.Length >= 300);
        for (var row = 0; row < peer.Rows.Length; row++)
        {
            AssertEqual(peer.Answers[row][0], scorer.Score(peer.Row(row), 0));
        }
    }

    [Theory]
    [InlineData("classes")]
    [InlineData("tree classes", 1, 2, 0)]
    [InlineData("maps of texts", 1, 2, 0)]
    public void Several_classes_get_their_probabilities_by_name_or_in_the_schemas_order(
        string name, params int[] places)
    {
        var peer = OnnxPeer.Case(name);
        var imported = OnnxImporter.Read(
            peer.Model, Numbers(PredictionTask.MulticlassClassification, 3) with { Classes = Classes });
        var scorer = ModelRegistry.Parse(imported.Artifact.Bytes.Span).CreateScorer();

        var probabilities = new double[3];
        for (var row = 0; row < peer.Rows.Length; row++)
        {
            scorer.ScoreClasses(peer.Row(row), 0, probabilities);
            for (var label = 0; label < 3; label++)
            {
                AssertEqual(peer.Answers[row][places.Length > 0 ? places[label] : label], probabilities[label]);
            }
        }
        Assert.Equal(places.Length > 0 ? Classes : [], imported.Report.Classes);
        Assert.Equal(
            places.Length == 0,
            imported.Report.Notes.Contains(
                "classes are taken in the schema's order: 0 is 'early', 1 is 'on time', 2 is 'late'"));
    }

    [Theory]
    [InlineData("maps of numbers")]
    [InlineData("two columns")]
    public void Two_classes_are_one_probability(string name)
    {
        var peer = OnnxPeer.Case(name);
        var imported = OnnxImporter.Read(peer.Model, Numbers(PredictionTask.BinaryClassification));
        var scorer = imported.Artifact.CreateScorer();

        for (var row = 0; row < peer.Rows.Length; row++)
        {
            AssertEqual(peer.Answers[row][1], scorer.Score(peer.Row(row), 0));
        }
    }

    [Fact]
    public void A_label_alone_has_probability_one_and_the_report_says_so()
    {
        var peer = OnnxPeer.Case("labels only");
        var imported = OnnxImporter.Read(peer.Model, Numbers(PredictionTask.MulticlassClassification, 4));
        var scorer = imported.Artifact.CreateScorer();

        var probabilities = new double[4];
        for (var row = 0; row < peer.Rows.Length; row++)
        {
            scorer.ScoreClasses(peer.Row(row), 0, probabilities);
            Assert.Equal(peer.Answers[row].Select(answer => answer!.Value), probabilities);
        }
        Assert.Contains("the model gives labels only: each has probability 1", imported.Report.Notes);
    }

    [Fact]
    public void Typed_columns_are_found_by_name_and_texts_by_the_schemas_categories()
    {
        var peer = OnnxPeer.Case("typed columns");
        var imported = OnnxImporter.Read(peer.Model, Columns());
        var scorer = ModelRegistry.Parse(imported.Artifact.Bytes.Span).CreateScorer();

        // A gap in the whole number has no answer; an unheard station is none of the graph's.
        Assert.Contains("unheard", peer.Texts);
        for (var row = 0; row < peer.Rows.Length; row++)
        {
            AssertEqual(peer.Answers[row][0], scorer.Score(peer.Row(row, Stations), 0), scale: 100);
        }
        var report = imported.Report;
        Assert.Equal(
            ["station: string [N, 1]", "load: double [N, 1]", "hour: int64 [N, 1]", "wind: float [N, 1]"],
            report.Inputs);
        Assert.Equal(["number: float [N, 1], read as the number"], report.Outputs);
        Assert.Equal("by-hand 1", report.Producer);
        Assert.Equal(["ai.onnx 15", "ai.onnx.ml 3"], report.Opsets);
        Assert.Equal(
            new ImportedFeature("station", "station", FeatureKind.Categorical, [], true),
            report.Features[0] with { Categories = [] });
        Assert.Equal(Stations, report.Features[0].Categories);
        Assert.Contains("a missing or unlisted category of 'station' goes in as the empty text", report.Notes);
        Assert.Contains(
            "a row gets no prediction, as the model has no answer to it, where one of these is missing: 'wind', "
            + "'hour', 'load'",
            report.Notes);
    }

    [Fact]
    public void A_row_that_a_graph_fails_on_costs_the_rows_beside_it_nothing()
    {
        var peer = OnnxPeer.Case("strict texts");
        var schema = new DatasetSchema(PredictionTask.Regression, [FeatureDescription.Categorical("station", 3)]);
        var scorer = OnnxImporter.Read(peer.Model, new ImportTarget(schema, [Stations])).Artifact.CreateScorer();
        var rows = new DatasetBuilder(schema);
        for (var row = 0; row < peer.Rows.Length; row++)
        {
            var station = peer.Row(row, Stations)[^1];
            rows.Add(row, [station < 3 ? station : float.NaN], 0);
        }

        var answers = scorer.ScoreAll(rows.Build());

        Assert.Contains(answers, double.IsNaN);
        for (var row = 0; row < answers.Length; row++) AssertEqual(peer.Answers[row][0], answers[row]);
    }

    [Fact]
    public void A_batch_is_scored_as_its_rows_are_at_any_number_of_threads()
    {
        var peer = OnnxPeer.Case("network");
        var target = Numbers(PredictionTask.Regression);
        var scorer = OnnxImporter.Read(peer.Model, target).Artifact.CreateScorer();
        var builder = new DatasetBuilder(target.Schema);
        for (var i = 0; i < 3_000; i++) builder.Add(i, peer.Row(i % peer.Rows.Length), 0);
        var rows = builder.Build();

        var (one, four) = (scorer.ScoreAll(rows), scorer.ScoreAll(rows, threads: 4));

        Assert.Equal(one, four);
        for (var i = 0; i < one.Length; i++) Assert.Equal(scorer.Score(peer.Row(i % 400), 0), one[i], SinglePrecision);
    }

    [Fact]
    public void Without_a_schema_the_model_makes_one()
    {
        var several = OnnxImporter.Read(OnnxPeer.Case("maps of texts").Model);
        var named = OnnxImporter.Read(OnnxPeer.Case("named columns").Model);

        Assert.Equal(
            (PredictionTask.MulticlassClassification, 3),
            (several.Artifact.Schema.Task, several.Artifact.Schema.ClassCount));
        Assert.Equal(["late", "early", "on time"], several.Report.Classes);
        Assert.Equal(["f0", "f1", "f2", "f3"], several.Artifact.Schema.Features.Select(feature => feature.Name));
        Assert.Equal(
            ["station", "load", "hour", "wind"], named.Artifact.Schema.Features.Select(feature => feature.Name));
        Assert.Equal(PredictionTask.Regression, named.Artifact.Schema.Task);
    }

    [Fact]
    public void What_each_feature_adds_is_not_available_and_said_so()
    {
        var imported = OnnxImporter.Read(OnnxPeer.Case("tree regressor").Model, Numbers(PredictionTask.Regression));

        Assert.Contains(
            "scored as a whole",
            Assert.Throws<ExplanationException>(imported.Artifact.CreateExplainer).Message);
    }

    [Theory]
    [InlineData("custom operator", "operators that ONNX Runtime does not bring along: my.own.Guess")]
    [InlineData("narrow", "Input 'rows' takes 3 values a row without naming them; the schema has 4 features: 'wind', ")]
    [InlineData("three rows", "it takes exactly 3 rows")]
    [InlineData("other columns", "1 of them are not in the schema: 'gust'. The schema has 'wind', 'hour', ")]
    [InlineData("two answers", "The outputs 'number', 'other' could all be the answer")]
    [InlineData("text of a number", "Input 'wind' takes texts, and 'wind' is a number in the schema")]
    [InlineData("images", "Input 'rows' is float [N, 4, 4]; it must be a tensor")]
    [InlineData("outside data", "The values of 'weights' are in another file")]
    [InlineData("too much memory", "Available memory of ")]
    [InlineData("too much constant memory", "Available memory of ")]
    public void What_does_not_fit_is_refused_with_the_reason(string name, string reason)
    {
        var refused = Assert.Throws<ImportException>(
            () => OnnxImporter.Read(OnnxPeer.Refused(name), Numbers(PredictionTask.Regression)));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("log-odds", 0, "The model's answer to a row of 10 is no probability")]
    [InlineData("maps of texts", 4, "The model has 3 classes, 'late', 'early', 'on time'; the schema has 4")]
    [InlineData("maps of texts", 0, "The model has 3 classes")]
    [InlineData("network", 3, "No output gives 3 probabilities for each row")]
    public void Answers_that_do_not_fit_the_task_are_refused(string name, int classes, string reason)
    {
        var target = classes == 0
            ? Numbers(PredictionTask.BinaryClassification)
            : Numbers(PredictionTask.MulticlassClassification, classes);

        Assert.Contains(
            reason,
            Assert.Throws<ImportException>(() => OnnxImporter.Read(OnnxPeer.Case(name).Model, target)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_that_never_ends_is_stopped_and_refused()
    {
        var refused = Assert.Throws<ImportException>(
            () => OnnxImporter.Read(OnnxPeer.Refused("endless loop"), Numbers(PredictionTask.Regression)));

        Assert.Equal("The model does not answer rows of the schema: it takes longer than 2 s", refused.Message);
    }

    [Fact]
    public void A_file_that_is_cut_off_or_has_other_bytes_is_refused_or_read_and_never_worse()
    {
        var whole = OnnxPeer.Case("maps of numbers").Model;
        var target = Numbers(PredictionTask.BinaryClassification);
        var random = new Random(15);
        for (var i = 0; i < 300; i++)
        {
            var bytes = i % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (i % 2 == 1) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                var score = OnnxImporter.Read(bytes, target).Artifact.CreateScorer().Score([1, 2, 3, 4], 0);
                Assert.True(double.IsNaN(score) || score is >= 0 and <= 1);
            }
            catch (ImportException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        }
    }

    [Fact]
    public void An_artifact_that_was_forged_is_refused()
    {
        var target = Numbers(PredictionTask.Regression);
        var artifact = OnnxImporter.Read(OnnxPeer.Case("named columns").Model, target).Artifact;
        foreach (var place in Enumerable.Range(10, 200))
        {
            var bytes = artifact.Bytes.ToArray();
            bytes[place] ^= 0x55;
            Assert.Throws<ArtifactException>(() => ModelRegistry.Parse(bytes));
        }
    }

    private static ImportTarget Numbers(PredictionTask task, int classes = 0) => new(new DatasetSchema(
        task, ((string[])["wind", "hour", "load", "station"]).Select(FeatureDescription.Numeric), classCount: classes));

    private static ImportTarget Columns() => new(
        new DatasetSchema(
            PredictionTask.Regression,
            [
                FeatureDescription.Numeric("wind"), FeatureDescription.Numeric("hour"),
                FeatureDescription.Numeric("load"), FeatureDescription.Categorical("station", Stations.Length),
            ]),
        [[], [], [], Stations]);

    private static void AssertEqual(double? expected, double actual, double scale = 1) =>
        Assert.True(
            expected is null ? double.IsNaN(actual) : Math.Abs(expected.Value - actual) <= SinglePrecision * scale
                * Math.Max(1, Math.Abs(expected.Value)),
            $"{expected} is expected, {actual} was given");
}
