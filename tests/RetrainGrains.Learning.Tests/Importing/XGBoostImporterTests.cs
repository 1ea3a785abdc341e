using System.Text;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Tests.Peers;

namespace RetrainGrains.Learning.Tests.Importing;

public sealed class XGBoostImporterTests
{
    // XGBoost sums up to a hundred and fifty trees in single precision.
    private const double SinglePrecision = 2e-6;

    [Theory]
    [MemberData(nameof(XGBoostPeer.CaseNames), MemberType = typeof(XGBoostPeer))]
    public void An_imported_model_predicts_what_XGBoost_predicts(string name)
    {
        var peer = XGBoostPeer.Case(name);
        var artifact = XGBoostImporter.Import(peer.Json);
        var scorer = ModelRegistry.Parse(artifact.Bytes.Span).CreateScorer();

        Assert.True(peer.Rows.Length >= 1_000);
        for (var row = 0; row < peer.Rows.Length; row++)
        {
            // XGBoost leaves this objective's answer as log-odds; a champion is asked for the probability.
            var expected = name == "log-odds" ? 1 / (1 + Math.Exp(-peer.Predictions[row])) : peer.Predictions[row];
            Assert.Equal(expected, scorer.Score(peer.Row(row), 0), SinglePrecision * Math.Max(1, Math.Abs(expected)));
        }
    }

    [Theory]
    [MemberData(nameof(XGBoostPeer.CaseNames), MemberType = typeof(XGBoostPeer))]
    public void Both_forms_of_a_model_give_the_same_artifact(string name)
    {
        var peer = XGBoostPeer.Case(name);

        Assert.Equal(XGBoostImporter.Import(peer.Json).Id, XGBoostImporter.Import(peer.UniversalBinaryJson).Id);
    }

    [Theory]
    [InlineData("classes", 4)]
    [InlineData("dropped trees of classes", 3)]
    public void A_model_of_several_classes_gives_each_the_probability_that_XGBoost_gives(string name, int classCount)
    {
        var peer = XGBoostPeer.Case(name);
        var artifact = XGBoostImporter.Import(peer.Json);
        var scorer = ModelRegistry.Parse(artifact.Bytes.Span).CreateScorer();
        var probabilities = new double[classCount];

        Assert.Equal(classCount, artifact.Schema.ClassCount);
        Assert.Equal(artifact.Id, XGBoostImporter.Import(peer.UniversalBinaryJson).Id);
        for (var row = 0; row < peer.Rows.Length; row++)
        {
            scorer.ScoreClasses(peer.Row(row), 0, probabilities);
            for (var label = 0; label < classCount; label++)
            {
                Assert.Equal(peer.Predictions[row * classCount + label], probabilities[label], SinglePrecision);
            }
        }
    }

    [Fact]
    public void A_softmax_of_two_classes_is_the_probability_of_the_second()
    {
        var peer = XGBoostPeer.Case("two classes");
        var artifact = XGBoostImporter.Import(peer.Json);
        var scorer = artifact.CreateScorer();

        Assert.Equal(PredictionTask.BinaryClassification, artifact.Schema.Task);
        for (var row = 0; row < peer.Rows.Length; row++)
        {
            Assert.Equal(peer.Predictions[row * 2 + 1], scorer.Score(peer.Row(row), 0), SinglePrecision);
        }
    }

    [Theory]
    [InlineData("stopped early", 1)]
    [InlineData("forests stopped early", 3)]
    public void Trees_behind_the_best_iteration_are_counted_and_do_not_serve(string name, int treesEach)
    {
        var report = XGBoostImporter.Read(XGBoostPeer.Case(name).Json).Report;

        Assert.Equal((report.BestIteration + 1) * treesEach, report.TreesServing);
        Assert.Equal(8 * treesEach, report.TreesInFile - report.TreesServing);
    }

    [Fact]
    public void A_model_of_other_classes_or_for_another_task_than_the_schemas_is_refused()
    {
        var peer = XGBoostPeer.Case("classes");
        DatasetSchema Of(PredictionTask task, int classCount) =>
            new(task, XGBoostImporter.Import(peer.Json).Schema.Features, classCount: classCount);

        Assert.Equal("The model has 4 classes; the schema has 5.", Assert.Throws<ImportException>(
            () => XGBoostImporter.Import(peer.Json, Of(PredictionTask.MulticlassClassification, 5))).Message);
        Assert.Equal(
            "The model is for MulticlassClassification; the schema asks for Regression.",
            Assert.Throws<ImportException>(
                () => XGBoostImporter.Import(peer.Json, Of(PredictionTask.Regression, 0))).Message);
        Assert.Equal(
            "The model is for Regression; the schema asks for MulticlassClassification.",
            Assert.Throws<ImportException>(() => XGBoostImporter.Import(
                XGBoostPeer.Case("share").Json, Of(PredictionTask.MulticlassClassification, 4))).Message);
    }

    [Fact]
    public void The_schema_has_the_models_names_kinds_and_task()
    {
        var artifact = XGBoostImporter.Import(XGBoostPeer.Case("class").Json);

        Assert.Equal("xgboost", artifact.Learner);
        Assert.Equal(PredictionTask.BinaryClassification, artifact.Schema.Task);
        Assert.Equal(["wind", "rain", "load", "hour", "station"], artifact.Schema.Features.Select(f => f.Name));
        Assert.Equal(FeatureDescription.Categorical("station", 30), artifact.Schema.Features[4]);
    }

    [Fact]
    public void Features_are_matched_by_name_wherever_the_schema_has_them()
    {
        var peer = XGBoostPeer.Case("squared");
        var schema = new DatasetSchema(
            PredictionTask.Regression,
            [
                FeatureDescription.Categorical("station", 40), FeatureDescription.Numeric("other"),
                FeatureDescription.Numeric("hour"), FeatureDescription.Numeric("wind"),
                FeatureDescription.Numeric("rain"), FeatureDescription.Numeric("load"),
            ]);
        var plain = XGBoostImporter.Import(peer.Json);
        var matched = XGBoostImporter.Import(peer.Json, schema);
        var (plainScorer, scorer) = (plain.CreateScorer(), matched.CreateScorer());

        Assert.Same(schema, matched.Schema);
        for (var row = 0; row < peer.Rows.Length; row++)
        {
            var f = peer.Row(row);
            Assert.Equal(plainScorer.Score(f, 0), scorer.Score([f[4], 99, f[3], f[0], f[1], f[2]], 0));
        }
    }

    [Fact]
    public void A_schema_that_does_not_fit_is_refused_by_name()
    {
        var named = XGBoostPeer.Case("squared").Json;
        var unnamed = XGBoostPeer.Case("unnamed").Json;
        FeatureDescription[] numbers =
            [.. new[] { "wind", "hour", "station", "rain", "load" }.Select(FeatureDescription.Numeric)];

        Assert.Contains(
            "2 of the model's 5 features are not in the schema: 'rain', 'load'",
            Refusal(named, new DatasetSchema(PredictionTask.Regression, numbers[..3])));
        Assert.Contains(
            "'station' is categorical in the model and numeric in the schema",
            Refusal(named, new DatasetSchema(PredictionTask.Regression, numbers)));
        Assert.Contains(
            "for Regression; the schema asks for BinaryClassification",
            Refusal(unnamed, new DatasetSchema(PredictionTask.BinaryClassification, numbers[..4])));
        Assert.Contains(
            "4 features without names; the schema has 5",
            Refusal(unnamed, new DatasetSchema(PredictionTask.Regression, numbers)));
    }

    [Theory]
    [InlineData("\"reg:squarederror\"", "\"rank:pairwise\"", "objective 'rank:pairwise' is not supported")]
    [InlineData("\"num_class\":\"0\"", "\"num_class\":\"3\"", "has 3 classes; the objective")]
    [InlineData("\"num_class\":\"0\"", "\"num_class\":\"2\"", "has 2 classes; the objective")]
    [InlineData("\"num_target\":\"1\"", "\"num_target\":\"2\"", "models of several targets are not supported")]
    [InlineData("\"base_score\":\"5E-1\"", "\"base_score\":\"[5E-1,1]\"", "must be one number")]
    [InlineData("\"name\":\"gbtree\"", "\"name\":\"gbforest\"", "booster 'gbforest' is not supported")]
    [InlineData("\"left_children\":[1", "\"left_children\":[0", "Tree 0 is no tree: two ways lead to node 0")]
    [InlineData("\"left_children\":[1", "\"left_children\":[77777", "names node 77777")]
    [InlineData("\"num_nodes\":\"", "\"num_nodes\":\"9", "elements; it must have 9")]
    [InlineData("\"num_nodes\":\"", "\"num_nodes\":\"-", "it must have -")]
    [InlineData("\"split_indices\"", "\"splitindices\"", "trees[0] lacks 'split_indices'")]
    [InlineData("\"categories_segments\":[0", "\"categories_segments\":[70000", "from 70000 on")]
    public void What_is_not_supported_is_named(string part, string replacement, string expected)
    {
        var json = Encoding.UTF8.GetString(XGBoostPeer.Case("one category against the rest").Json);
        Assert.Contains(part, json);

        Assert.Contains(expected, Refusal(Encoding.UTF8.GetBytes(json.Replace(part, replacement)), null));
    }

    [Theory]
    [InlineData("\"base_score\":\"5E-1\"", "\"base_score\":\"[5E-1]\"")]
    [InlineData("\"reg:squarederror\"", "\"reg:quantileerror\"")]
    [InlineData("{\"learner\"", " {\n \"learner\"")]
    public void Later_versions_forms_are_read_alike(string part, string replacement)
    {
        var original = XGBoostPeer.Case("squared").Json;
        var json = Encoding.UTF8.GetString(original);
        Assert.Contains(part, json);

        var artifact = XGBoostImporter.Import(Encoding.UTF8.GetBytes(json.Replace(part, replacement)));

        Assert.Equal(XGBoostImporter.Import(original).Id, artifact.Id);
    }

    [Theory]
    [InlineData("1,3,0", -0.84729786)]
    [InlineData("1,3,1", 0.3)]
    public void A_raw_objectives_base_score_is_read_as_its_version_wrote_it(string version, double expectedScore)
    {
        var peer = XGBoostPeer.Case("log-odds");
        var json = Encoding.UTF8.GetString(peer.Json).Replace("\"version\":[1,7,4]", $"\"version\":[{version}]");
        var probability = XGBoostImporter.Import(Encoding.UTF8.GetBytes(json)).CreateScorer().Score(peer.Row(0), 0);

        var score = Math.Log(probability / (1 - probability));

        Assert.Equal(peer.Predictions[0] - 0.3 + expectedScore, score, SinglePrecision * 10);
    }

    [Fact]
    public void A_leaf_that_is_not_a_number_is_refused()
    {
        var json = Encoding.UTF8.GetString(XGBoostPeer.Case("unnamed").Json);
        var conditions = json.IndexOf("\"split_conditions\":[", StringComparison.Ordinal);
        var last = json.LastIndexOf(',', json.IndexOf(']', conditions));

        var forged = json[..(last + 1)] + "NaN" + json[json.IndexOf(']', last)..];

        Assert.Contains("has the value NaN; it must be finite", Refusal(Encoding.UTF8.GetBytes(forged), null));
    }

    private static string Refusal(byte[] model, DatasetSchema? schema) =>
        Assert.Throws<ImportException>(() => XGBoostImporter.Import(model, schema)).Message;
}
