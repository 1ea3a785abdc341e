using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Tests.Linear;

public sealed class ElasticNetLearnerTests
{
    private static readonly Dataset Rows = Noisy(2_000, seed: 1);

    [Fact]
    public void It_keeps_the_features_that_matter_and_drops_the_others()
    {
        var scorer = Fitting.Fit("elastic-net", Rows, new ElasticNetParameters { Penalty = 0.1, L1Share = 1 })
            .CreateScorer();

        Assert.NotEqual(scorer.Score([1, 0, 0, 0], 0), scorer.Score([0, 0, 0, 0], 0));
        Assert.Equal(scorer.Score([0, 0, 1, 0], 0), scorer.Score([0, 0, 0, 1], 0));
    }

    [Fact]
    public void Nearly_without_penalty_it_is_least_squares()
    {
        var plain = new ElasticNetParameters { Penalty = 1e-9 };
        var least = new LinearParameters { L2Regularization = 1e-9 };

        var byDescent = Fitting.Fit("elastic-net", Rows, plain).CreateScorer().ScoreAll(Rows);

        Assert.All(
            byDescent.Zip(Fitting.Fit("ridge", Rows, least).CreateScorer().ScoreAll(Rows)),
            pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Its_penalty_means_the_same_in_every_unit()
    {
        var large = SyntheticRows.Create(2_000, 4, 1, x => 1e6 * (3 * x[0] - x[1]));
        var small = SyntheticRows.Create(2_000, 4, 1, x => 3 * x[0] - x[1]);

        var pairs = Fitting.Fit("elastic-net", large).CreateScorer().ScoreAll(large)
            .Zip(Fitting.Fit("elastic-net", small).CreateScorer().ScoreAll(small));

        Assert.All(pairs, pair => Assert.Equal(pair.First / 1e6, pair.Second, 1e-6));
    }

    [Fact]
    public void A_stronger_penalty_draws_every_slope_towards_zero()
    {
        var parameters = new ElasticNetParameters { Penalty = 0.05, L1Share = 0.7 };
        var fitted = Fitting.Fit("elastic-net", Rows, parameters).CreateScorer();
        var stronger = Fitting.Fit("elastic-net", Rows, parameters with { Penalty = 0.2 }).CreateScorer();

        static double Slope(Scorer scorer, int feature)
        {
            var one = new float[4];
            one[feature] = 1;
            return scorer.Score(one, 0) - scorer.Score(new float[4], 0);
        }

        Assert.True(Slope(fitted, 0) > Slope(stronger, 0) && Slope(stronger, 0) > 0);
        Assert.True(Slope(fitted, 1) < Slope(stronger, 1) && Slope(stronger, 1) <= 0);
    }

    [Fact]
    public void A_constant_target_is_predicted_as_it_is()
    {
        var rows = SyntheticRows.Create(50, 4, 1, _ => 7);

        Assert.All(Fitting.Fit("elastic-net", rows).CreateScorer().ScoreAll(rows), p => Assert.Equal(7, p, 1e-12));
    }

    private static Dataset Noisy(int count, int seed)
    {
        var random = new Random(seed);
        return SyntheticRows.Create(count, 4, seed, x => 3 * x[0] - x[1] + 0.5 * (random.NextDouble() - 0.5));
    }
}
