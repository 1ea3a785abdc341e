using System.Text.Json;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Exporting;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Tests.Peers;

namespace RetrainGrains.Learning.Tests.Exporting;

public sealed class XGBoostExporterTests
{
    // Asked once for all: the interpreter and its libraries take seconds to start.
    private static readonly Lazy<Dictionary<string, double[]>?> Answers = new(() => PythonPeer.Has("xgboost")
        ? Ask(ExportCase.NamesForXGBoost.ToDictionary(
            row => row.Data, row => ModelExporter.Export(ExportCase.Of(row.Data).Artifact, ExportFormat.XGBoost)),
            ExportCase.TestRows)
        : null);

    [Theory]
    [MemberData(nameof(ExportCase.NamesForXGBoost), MemberType = typeof(ExportCase))]
    public void An_exported_model_predicts_the_same_in_XGBoost(string name)
    {
        Assert.SkipWhen(Answers.Value is null, "python3-xgboost is not installed");

        Nearly.Equal(ExportCase.Of(name).Own(), Answers.Value![name]);
    }

    [Theory]
    [MemberData(nameof(ExportCase.NamesForXGBoost), MemberType = typeof(ExportCase))]
    public void An_exported_model_is_imported_again_and_predicts_the_same(string name)
    {
        var one = ExportCase.Of(name);

        var exported = ModelExporter.Export(one.Artifact, ExportFormat.XGBoost);

        Nearly.Equal(one.Own(), ExportCase.Own(XGBoostImporter.Import(exported.Content)));
    }

    [Fact]
    public void Splits_at_the_ends_of_all_numbers_and_without_categories_are_kept()
    {
        Assert.SkipUnless(PythonPeer.Has("xgboost"), "python3-xgboost is not installed");
        var artifact = Splits.AtTheEnds();
        var scorer = artifact.CreateScorer();
        var exported = ModelExporter.Export(artifact, ExportFormat.XGBoost);
        double[] expected = [.. Splits.Rows.Select(row => scorer.Score(row, 0))];

        var again = XGBoostImporter.Import(exported.Content).CreateScorer();

        Nearly.Equal(expected, [.. Splits.Rows.Select(row => again.Score(row, 0))]);
        Nearly.Equal(expected, Ask(new Dictionary<string, ExportedModel> { ["ends"] = exported }, Splits.Rows)["ends"]);
    }

    [Theory]
    [InlineData("trees of logs", "the version predicts log(1 + y), and no objective of XGBoost turns that back.")]
    [InlineData("trees of changes", "the version predicts the change since the last value, which XGBoost cannot add.")]
    [InlineData("ridge", "XGBoost takes a missing value of a linear model for zero and knows no categories there; here "
        + "a missing value is at the feature's mean.")]
    [InlineData("trees by Platt", "XGBoost has no calibration behind its trees.")]
    [InlineData("forest of classes", "the classes' probabilities are shares of votes, and XGBoost knows the softmax "
        + "only.")]
    [InlineData("perceptron", "a model of kind Perceptron is not made of trees.")]
    [InlineData("blend of probabilities", "it is a mean of predictions, and those of 'leafwise' are no sums of trees "
        + "but what a link makes of them.")]
    public void What_XGBoost_cannot_say_is_refused_with_the_reason_and_the_format_that_can(string name, string reason)
    {
        var refused = Assert.Throws<ExportException>(
            () => ModelExporter.Export(ExportCase.Of(name).Artifact, ExportFormat.XGBoost));

        Assert.Equal($"The version cannot be XGBoost JSON: {reason} ONNX holds it.", refused.Message);
    }

    [Theory]
    [InlineData(Link.Identity)]
    [InlineData(Link.Logistic)]
    [InlineData(Link.Exponential)]
    public void A_linear_model_to_which_missing_is_zero_is_a_linear_booster(object link)
    {
        Assert.SkipUnless(PythonPeer.Has("xgboost"), "python3-xgboost is not installed");
        var schema = new DatasetSchema(
            PredictionTask.Regression, [FeatureDescription.Numeric("a"), FeatureDescription.Numeric("b")]);
        var artifact = Artifact.Create(
            new ArtifactHeader("ridge", TargetForm.Level, 0, schema),
            new LinearModel(0.75, (Link)link, [LinearTerm.Numeric(0, 1.5), LinearTerm.Numeric(0, -0.25)]));
        float[][] rows = [[1, 2], [float.NaN, 3], [-1, float.NaN], [0, 0]];
        double[] expected = [.. rows.Select(row => artifact.CreateScorer().Score(row, 0))];

        var exported = ModelExporter.Export(artifact, ExportFormat.XGBoost);

        var again = XGBoostImporter.Import(exported.Content).CreateScorer();
        Nearly.Equal(expected, Ask(new Dictionary<string, ExportedModel> { ["linear"] = exported }, rows)["linear"]);
        Nearly.Equal(expected, [.. rows.Select(row => again.Score(row, 0))]);
    }

    [Fact]
    public void Names_that_XGBoost_does_not_allow_are_left_out_and_the_report_says_so()
    {
        var artifact = ExportCase.Of("Squared trees").Artifact;
        string[] features = ["wind [m/s]", "rain", "load", "hour", "station"];
        var names = ExportNames.Of(artifact.Schema) with { Features = features };

        var exported = ModelExporter.Export(artifact, ExportFormat.XGBoost, names);

        var learner = JsonDocument.Parse(exported.Content).RootElement.GetProperty("learner");
        Assert.Equal(0, learner.GetProperty("feature_names").GetArrayLength());
        Assert.Equal("wind [m/s]", exported.Report.Features[0].Name);
        Assert.Contains("without names", Assert.Single(exported.Report.Notes));
    }

    private static Dictionary<string, double[]> Ask(Dictionary<string, ExportedModel> models, float[][] rows)
    {
        var asked = JsonSerializer.Serialize(new
        {
            models = models.ToDictionary(one => one.Key, one => Convert.ToBase64String(one.Value.Content.Span)),
            rows = rows.Select(row => row.Select(value => float.IsNaN(value) ? (float?)null : value)),
        });
        return JsonSerializer.Deserialize<Dictionary<string, double[]>>(PythonPeer.Ask("xgboost_read.py", asked))!;
    }
}
