using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Trees;

public sealed class BoostedTreeLearnerTests
{
    private static readonly Dataset Training = SyntheticRows.Create(4_000, 6, seed: 1, SyntheticRows.Nonlinear);
    private static readonly Dataset Test = SyntheticRows.Create(1_000, 6, seed: 2, SyntheticRows.Nonlinear);

    // Bins of single rows, so that a cut lies exactly between two of them.
    private static readonly TreeParameters Stump = TreeParameters.LeafWise with
    {
        NumberOfTrees = 1,
        NumberOfLeaves = 2,
        LearningRate = 1,
        L2Regularization = 0,
        MinimumExampleCountPerBin = 1,
    };

    [Theory]
    [InlineData("leafwise", 0.25)]
    [InlineData("depthwise", 0.25)]
    [InlineData("forest", 0.45)]
    public void Trees_learn_a_curve_an_interaction_and_a_step_that_a_line_cannot(string learner, double bound)
    {
        var error = Fitting.Error(learner, Training, Test);

        Assert.True(error < bound, $"error {error}");
        Assert.True(error < 0.5 * Fitting.Error("ridge", Training, Test));
        Assert.True(error < 0.5 * Fitting.Error("mean", Training, Test));
    }

    [Theory]
    [InlineData("leafwise", PredictionTask.Regression)]
    [InlineData("depthwise", PredictionTask.Regression)]
    [InlineData("leafwise", PredictionTask.BinaryClassification)]
    [InlineData("depthwise", PredictionTask.BinaryClassification)]
    public void Training_loss_falls_with_every_tree(string learner, PredictionTask task)
    {
        var losses = new List<double>();
        var rows = SyntheticRows.Create(2_000, 4, 3, x => Target(SyntheticRows.Nonlinear(x), task), task);

        Fitting.Fit(learner, rows, options: new FitOptions { Progress = p => losses.Add(p.TrainingLoss) });

        Assert.Equal(TreeParameters.LeafWise.NumberOfTrees, losses.Count);
        Assert.All(losses.Zip(losses.Skip(1)), pair => Assert.True(pair.Second < pair.First, $"{pair}"));
    }

    [Fact]
    public void One_step_is_found_exactly_where_it_is()
    {
        var rows = SyntheticRows.Create(200, 3, seed: 5, x => x[1] > 0 ? 10 : -10);

        var scorer = Fitting.Fit("leafwise", rows, Stump).CreateScorer();

        Assert.Equal(10, scorer.Score([0, 0.05f, 0], 0), 1e-6);
        Assert.Equal(-10, scorer.Score([0, -0.05f, 0], 0), 1e-6);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(-9)]
    public void Missing_values_go_to_the_side_where_their_targets_belong(double whenMissing)
    {
        var rows = SyntheticRows.Create(
            250, 2, 7, x => float.IsNaN(x[0]) ? whenMissing : x[0] > 0 ? 9 : -9, missingShare: 0.3);

        var scorer = Fitting.Fit("leafwise", rows, Stump).CreateScorer();

        Assert.Equal(whenMissing, scorer.Score([float.NaN, 0], 0), 1e-6);
        Assert.Equal(9, scorer.Score([0.5f, 0], 0), 1e-6);
        Assert.Equal(-9, scorer.Score([-0.5f, 0], 0), 1e-6);
    }

    [Fact]
    public void Being_missing_can_be_the_only_signal()
    {
        var rows = SyntheticRows.Create(1_000, 1, 7, x => float.IsNaN(x[0]) ? 3 : 1, missingShare: 0.4);

        var scorer = Fitting.Fit("leafwise", rows).CreateScorer();

        Assert.Equal(3, scorer.Score([float.NaN], 0), 0.01);
        Assert.Equal(1, scorer.Score([0.3f], 0), 0.01);
    }

    [Fact]
    public void Constant_features_and_constant_targets_give_the_constant()
    {
        var rows = SyntheticRows.Create(100, 2, 7, x => { x.AsSpan().Fill(4); return 2.5; });

        Assert.Equal(2.5, Fitting.Fit("leafwise", rows).CreateScorer().Score([4, 4], 0), 1e-12);
    }

    [Fact]
    public void A_probability_is_near_the_true_one()
    {
        var random = new Random(11);
        var rows = SyntheticRows.Create(
            20_000, 2, 8, x => random.NextDouble() < (x[0] > 0 ? 0.8 : 0.1) ? 1 : 0,
            PredictionTask.BinaryClassification);
        var parameters = TreeParameters.LeafWise with { NumberOfLeaves = 4 };

        var scorer = Fitting.Fit("leafwise", rows, parameters).CreateScorer();

        Assert.Equal(0.8, scorer.Score([0.5f, 0], 0), 0.05);
        Assert.Equal(0.1, scorer.Score([-0.5f, 0], 0), 0.05);
    }

    [Fact]
    public void A_change_follows_a_trend_that_a_level_cannot_reach()
    {
        var clock = 0;
        double Trend(float[] x)
        {
            x[0] = 10 * clock++;
            return x[0] + 10 + (x[1] > 0 ? 1 : -1);
        }

        var rows = SyntheticRows.Create(1_000, 2, 9, Trend, lastValueFeature: 0);
        var change = TreeParameters.LeafWise with { TargetForm = TargetForm.Change };
        var training = rows.Slice(0, 800);
        var test = rows.Slice(800, 200);

        Assert.True(Fitting.Error("leafwise", training, test, change) < 0.5);
        Assert.True(Fitting.Error("leafwise", training, test) > 500);
    }

    [Fact]
    public void A_change_without_a_last_value_falls_back_on_the_mean_target()
    {
        var change = TreeParameters.LeafWise with { TargetForm = TargetForm.Change };
        var rows = SyntheticRows.Create(
            500, 2, 9, x => (float.IsNaN(x[1]) ? 0 : x[1]) + 5, missingShare: 0.2, lastValueFeature: 0);

        var result = LearnerRegistry.BuiltIn.Get("leafwise").Fit(rows, change, 1, FitOptions.Default);

        Assert.Contains("rows without a last value were left out", Assert.Single(result.Notes));
        var mean = rows.Targets.ToArray().Average();
        Assert.Equal(mean, result.Artifact!.CreateScorer().Score([float.NaN, 0], 0), 1e-12);
    }

    private static double Target(double value, PredictionTask task) =>
        task == PredictionTask.Regression ? value : value > 0 ? 1 : 0;
}
