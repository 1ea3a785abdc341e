using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Learning.Tests.Linear;

public sealed class LogisticLearnerTests
{
    [Fact]
    public void True_odds_are_recovered()
    {
        var random = new Random(2);
        var rows = SyntheticRows.Create(
            50_000, 2, 1, x => random.NextDouble() < Sigmoid(1 + 3 * x[0]) ? 1 : 0,
            PredictionTask.BinaryClassification);

        var scorer = Fitting.Fit("logistic", rows).CreateScorer();

        Assert.Equal(Sigmoid(1), scorer.Score([0, 0], 0), 0.01);
        Assert.Equal(Sigmoid(4), scorer.Score([1, 0], 0), 0.01);
        Assert.Equal(Sigmoid(-2), scorer.Score([-1, 0], 0), 0.01);
    }

    [Fact]
    public void Separable_classes_stay_finite_and_are_told_apart()
    {
        var rows = SyntheticRows.Create(300, 2, 1, x => x[0] > 0 ? 1 : 0, PredictionTask.BinaryClassification);

        var result = LearnerRegistry.BuiltIn.Get("logistic").Fit(rows, LinearParameters.Default, 1, FitOptions.Default);

        Assert.Empty(result.Notes);
        var predictions = result.Artifact!.CreateScorer().ScoreAll(rows);
        var right = predictions.Zip(rows.Targets.ToArray()).Count(p => p.First >= 0.5 == (p.Second == 1));
        Assert.InRange(right, 290, 300);
        Assert.All(predictions, p => Assert.InRange(p, 0, 1));
    }

    [Fact]
    public void A_run_that_did_not_converge_says_so()
    {
        var rows = SyntheticRows.Create(300, 2, 1, x => x[0] > 0 ? 1 : 0, PredictionTask.BinaryClassification);
        var hasty = LinearParameters.Default with { MaximumNumberOfIterations = 1 };

        var result = LearnerRegistry.BuiltIn.Get("logistic").Fit(rows, hasty, 1, FitOptions.Default);

        Assert.True(result.Succeeded);
        Assert.Contains("had not converged after 1 iterations", Assert.Single(result.Notes));
    }

    [Fact]
    public void The_gradient_is_zero_at_the_solution()
    {
        var random = new Random(2);
        var rows = SyntheticRows.Create(
            400, 3, 1, x => random.NextDouble() < Sigmoid(x[0] - x[2]) ? 1 : 0, PredictionTask.BinaryClassification);

        var predictions = Fitting.Fit("logistic", rows).CreateScorer().ScoreAll(rows);

        // The intercept has no penalty, so the mean prediction is the share of class 1.
        Assert.Equal(rows.Targets.ToArray().Average(), predictions.Average(), 1e-6);
    }

    private static double Sigmoid(double score) => 1 / (1 + Math.Exp(-score));
}
