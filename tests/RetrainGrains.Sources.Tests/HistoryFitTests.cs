using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Sources.Tests;

/// <summary>Source files whose rows are made line by line, beside the model that they are for.</summary>
public sealed class HistoryFitTests
{
    private const string Plain = """
        {
          "time": { "column": "time" }, "target": { "column": "y" }, "outcomeDelay": "1h", "warmUpRows": 1,
          "features": [ { "name": "x", "column": "x" }, { "name": "sky", "column": "sky", "kind": "categorical" } ]
        }
        """;

    private static readonly FeatureSchema Schema = new()
    {
        Target = "y",
        Features =
        [
            new Feature("fed") { FromModel = "west" },
            new Feature("sky", FeatureKind.Categorical) { Categories = ["sun", "rain"] },
            new Feature("new x") { FormerNames = ["x"] },
        ],
    };

    [Fact]
    public void A_target_that_the_source_calls_as_the_model_does_is_the_models_whatever_its_column()
    {
        var named = Plain.Replace("""{ "column": "y" }""", """{ "column": "outcome", "name": "y" }""");
        var problems = new List<Problem>();

        Assert.NotNull(HistoryFit.Of(SourceTexts.Parse(named), Schema, problems));
        Assert.Empty(problems);
        Assert.Null(HistoryFit.Of(SourceTexts.Parse(named.Replace("\"y\"", "\"z\"")), Schema, problems));
        Assert.Equal("must be the model's target, y", Assert.Single(problems).Rule);
    }

    [Fact]
    public void Values_come_in_the_order_of_the_models_features_and_categories_that_are_not_listed_are_its()
    {
        var fit = HistoryFit.Of(SourceTexts.Parse(Plain), Schema, [])!;

        Assert.Equal(["sun", "rain"], fit.Source.Features.OfType<ColumnFeature>().Last().Categories!);
        Assert.Equal(
            [FeatureValue.Missing, FeatureValue.Of("rain"), FeatureValue.Of(2.5)],
            fit.ValuesOf(new StreamRow("a", default, default, [2.5f, 1], 0)));
        Assert.Equal(
            [FeatureValue.Missing, FeatureValue.Missing, FeatureValue.Missing],
            fit.ValuesOf(new StreamRow("a", default, default, [float.NaN, float.NaN], 0)));
    }

    [Fact]
    public void All_that_needs_other_lines_is_refused_at_once_with_the_remedy()
    {
        var source = SourceTexts.Parse("""
            {
              "time": { "column": "time" }, "step": "1h", "target": { "column": "y" }, "horizon": "1h", "warmUpRows": 1,
              "join": [ { "file": "sky.csv", "on": ["time"], "take": { "sky": "sky" } } ],
              "aggregate": { "step": "1h", "columns": { "x": "mean", "y": "sum" } },
              "features": [
                { "name": "lag", "lag": { "column": "x", "steps": 1 } },
                { "name": "change", "change": { "column": "x", "steps": 1 } },
                { "name": "mean", "rolling": { "column": "x", "steps": 2 } },
                { "name": "last", "last": true }
              ]
            }
            """);

        var problems = HistoryFileRules.Check(source).ToArray();

        Assert.Equal(
            ["source.join", "source.aggregate", "source.horizon", "source.features[0] (lag)",
                "source.features[1] (change)", "source.features[2] (mean)", "source.features[3] (last)"],
            problems.Select(problem => problem.Field));
        Assert.All(problems, problem => Assert.Contains("import the file by the command line", problem.Rule));
    }

    [Fact]
    public void What_does_not_fit_the_model_is_told_at_once()
    {
        var problems = new List<Problem>();
        var other = Schema with { Target = "z", Task = PredictionTask.BinaryClassification };

        Assert.Null(HistoryFit.Of(SourceTexts.Parse(Plain), other, problems));
        Assert.Equal(["source.target", "source.task"], problems.Select(problem => problem.Field));

        problems.Clear();
        Assert.Null(HistoryFit.Of(
            SourceTexts.Parse(Plain), Schema with { Features = [new Feature("sky"), new Feature("wind")] }, problems));
        Assert.Equal(
            [("x", "must be a feature of the model"), ("sky", "must be numeric, as the model has it"),
                ("wind", "must be there: it is a feature of the model")],
            problems.Select(problem => (problem.Value, problem.Rule)));
    }
}
