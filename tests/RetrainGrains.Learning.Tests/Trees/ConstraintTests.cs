using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Trees;

public sealed class ConstraintTests
{
    private static readonly Dataset Noisy = NoisyRows(3_000);

    [Theory]
    [InlineData("leafwise", 1, Objective.Squared)]
    [InlineData("leafwise", -1, Objective.Squared)]
    [InlineData("depthwise", 1, Objective.Squared)]
    [InlineData("leafwise", 1, Objective.Absolute)]
    [InlineData("leafwise", 1, Objective.Poisson)]
    public void A_monotone_feature_never_moves_the_prediction_the_wrong_way(
        string learner, int direction, Objective objective)
    {
        var parameters = ((TreeParameters)LearnerRegistry.BuiltIn.Get(learner).Defaults) with
        {
            MonotoneConstraints = new Dictionary<string, int> { ["f0"] = direction },
            Objective = objective,
        };
        var constrained = Fitting.Fit(learner, Noisy, parameters).CreateScorer();
        var free = Fitting.Fit(learner, Noisy, parameters with { MonotoneConstraints = new Dictionary<string, int>() })
            .CreateScorer();
        var others = Gen.Choose(-100, 100).Select(v => v / 100f).ArrayOf(2);

        Prop.ForAll(others.ToArbitrary(), rest => Falls(constrained, rest, direction) == 0).QuickCheckThrowOnFailure();
        Assert.True(Falls(free, [0, 0], direction) > 0, "without the constraint it would");
    }

    [Fact]
    public void A_constraint_on_what_is_no_number_or_not_there_is_an_answer()
    {
        var parameters = TreeParameters.LeafWise with
        {
            MonotoneConstraints = new Dictionary<string, int> { ["height"] = 1, ["f1"] = 2 },
        };

        var result = LearnerRegistry.BuiltIn.Get("leafwise").Fit(Noisy, parameters, 1, FitOptions.Default);

        Assert.Contains("not so: height: 1, f1: 2", result.Failure);
    }

    [Fact]
    public void A_penalty_on_leaf_sizes_makes_leaves_of_little_evidence_zero()
    {
        var parameters = TreeParameters.LeafWise with { L1Regularization = 1e6 };

        var predictions = Fitting.Fit("leafwise", Noisy, parameters).CreateScorer().ScoreAll(Noisy);

        Assert.All(predictions, prediction => Assert.Equal(predictions[0], prediction));
    }

    [Fact]
    public void A_minimum_gain_leaves_fewer_splits_and_a_huge_one_none()
    {
        var sizes = new[] { 0.0, 5, 1e9 }.Select(gain => Fitting.Fit(
            "leafwise", Noisy, TreeParameters.LeafWise with { MinimumGain = gain }).Bytes.Length).ToArray();

        Assert.True(sizes[0] > sizes[1] && sizes[1] > sizes[2]);
    }

    [Fact]
    public void The_minimum_gain_is_the_same_promise_to_both_finders()
    {
        var parameters = TreeParameters.LeafWise with { MinimumGain = 5, NumberOfTrees = 5 };

        // A penalty this small changes no decision, but takes the other way to it.
        var byOne = Fitting.Fit("leafwise", Noisy, parameters);
        var byOther = Fitting.Fit("leafwise", Noisy, parameters with { L1Regularization = 1e-12 });

        Assert.Equal(byOne.Bytes.Length, byOther.Bytes.Length);
        Assert.All(
            byOne.CreateScorer().ScoreAll(Noisy).Zip(byOther.CreateScorer().ScoreAll(Noisy)),
            pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    private static Dataset NoisyRows(int count)
    {
        var random = new Random(9);
        return SyntheticRows.Create(
            count, 3, 8, x => 4 + Math.Sin(3 * x[0]) + 0.5 * x[1] * x[0] + 2 * random.NextDouble());
    }

    private static int Falls(RetrainGrains.Learning.Scoring.Scorer scorer, float[] rest, int direction)
    {
        var falls = 0;
        var before = scorer.Score([-1, rest[0], rest[1]], 0);
        for (var step = -99; step <= 100; step++)
        {
            var now = scorer.Score([step / 100f, rest[0], rest[1]], 0);
            falls += direction * (now - before) < -1e-9 ? 1 : 0;
            before = now;
        }

        return falls;
    }
}
