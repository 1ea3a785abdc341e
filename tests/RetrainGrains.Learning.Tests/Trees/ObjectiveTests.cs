using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Trees;

public sealed class ObjectiveTests
{
    private static readonly Dataset Skewed = WithNoise(6_000, seed: 1);
    private static readonly Dataset LaterSkewed = WithNoise(2_000, seed: 2);

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_quantile_is_above_its_share_of_later_outcomes(double share)
    {
        var predictions = Fit(Skewed, Objective.Quantile, share).CreateScorer().ScoreAll(LaterSkewed);

        // Three standard errors of a share over 2,000 rows, and as much again for what 6,000 rows cannot teach.
        Assert.Equal(share, ShareBelow(predictions, LaterSkewed), 0.04);
    }

    [Fact]
    public void The_absolute_error_is_lowest_for_who_minimises_it()
    {
        var byAbsolute = MeanAbsoluteError(Fit(Skewed, Objective.Absolute), LaterSkewed);

        Assert.True(byAbsolute < 0.97 * MeanAbsoluteError(Fit(Skewed, Objective.Squared), LaterSkewed));
    }

    [Fact]
    public void Outliers_pull_less_at_a_loss_that_clips_them()
    {
        var random = new Random(5);
        var spoiled = SyntheticRows.Create(
            4_000, 6, 3, x => SyntheticRows.Nonlinear(x) + (random.NextDouble() < 0.03 ? 200 : 0));
        var clean = SyntheticRows.Create(1_000, 6, 4, SyntheticRows.Nonlinear);

        Assert.All([Objective.Huber, Objective.Absolute], objective => Assert.True(
            Error(Fit(spoiled, objective), clean) < 0.5 * Error(Fit(spoiled, Objective.Squared), clean)));
    }

    [Fact]
    public void Counts_are_predicted_by_their_mean_and_never_below_zero()
    {
        var random = new Random(6);
        static double Rate(float[] x) => Math.Exp(1 + x[0]);
        var rows = SyntheticRows.Create(8_000, 3, 7, x => Poisson(random, Rate(x)));

        var scorer = Fit(rows, Objective.Poisson).CreateScorer();

        Assert.All([-0.8f, 0f, 0.8f], value =>
            Assert.InRange(scorer.Score([value, 0, 0], 0) / Rate([value]), 0.8, 1.25));
        Assert.All(scorer.ScoreAll(rows), prediction => Assert.True(prediction > 0));
    }

    [Fact]
    public void Negative_outcomes_are_no_counts()
    {
        var rows = SyntheticRows.Create(100, 2, 1, x => x[0]);
        var learner = LearnerRegistry.BuiltIn.Get("leafwise");

        var result = learner.Fit(rows, Boosted(Objective.Poisson, 0.5), 1, FitOptions.Default);

        Assert.Contains("Poisson needs outcomes of at least 0", result.Failure);
    }

    [Fact]
    public void Every_objective_lowers_its_own_loss()
    {
        Assert.All(Enum.GetValues<Objective>(), objective =>
        {
            var losses = new List<double>();
            var rows = SyntheticRows.Create(2_000, 4, 3, x => 5 + SyntheticRows.Nonlinear(x));

            Fitting.Fit("leafwise", rows, Boosted(objective, 0.7), options: new() { Progress = Watch });

            Assert.True(losses[^1] < 0.3 * losses[0] || objective == Objective.Poisson && losses[^1] < losses[0]);
            void Watch(FitProgress progress) => losses.Add(progress.TrainingLoss);
        });
    }

    private static TreeParameters Boosted(Objective objective, double share) =>
        TreeParameters.LeafWise with { Objective = objective, Quantile = share };

    private static Artifact Fit(Dataset rows, Objective objective, double share = 0.5) =>
        Fitting.Fit("leafwise", rows, Boosted(objective, share));

    // Exponential noise whose width depends on the first feature: mean, median and quantiles all differ.
    private static Dataset WithNoise(int count, int seed)
    {
        var random = new Random(seed);
        return SyntheticRows.Create(
            count, 3, seed, x => 3 * x[1] - (1 + 0.5 * x[0]) * Math.Log(1 - random.NextDouble()));
    }

    private static double Poisson(Random random, double mean)
    {
        var (count, product) = (0, random.NextDouble());
        for (; product > Math.Exp(-mean); product *= random.NextDouble()) count++;
        return count;
    }

    private static double ShareBelow(double[] predictions, Dataset rows)
    {
        var below = 0;
        for (var row = 0; row < rows.Count; row++) below += rows.Targets[row] <= predictions[row] ? 1 : 0;
        return (double)below / rows.Count;
    }

    private static double MeanAbsoluteError(Artifact artifact, Dataset rows)
    {
        var predictions = artifact.CreateScorer().ScoreAll(rows);
        var sum = 0.0;
        for (var row = 0; row < rows.Count; row++) sum += Math.Abs(predictions[row] - rows.Targets[row]);
        return sum / rows.Count;
    }

    private static double Error(Artifact artifact, Dataset rows) =>
        SyntheticRows.RootMeanSquaredError(artifact.CreateScorer().ScoreAll(rows), rows.Targets);
}
