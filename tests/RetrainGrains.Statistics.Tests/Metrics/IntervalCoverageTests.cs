using RetrainGrains.Statistics.Metrics;
using RetrainGrains.Statistics.Tests.TwoSample;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Tests.Metrics;

/// <summary>An interval holds the truth as often as it says.</summary>
public sealed class IntervalCoverageTests
{
    private const int Repetitions = 1_000;

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.98)]
    public void Wilsons_interval_covers_a_share(double share)
    {
        AssertCovers(0.95, 0.03, random =>
            WilsonInterval.Of(Enumerable.Range(0, 150).Count(_ => random.NextDouble() < share), 150).Contains(share));
    }

    [Fact]
    public void Students_interval_covers_the_mean_of_few_normal_rows()
    {
        AssertCovers(0.9, 0, random =>
        {
            double[] rows = [.. Enumerable.Range(0, 6).Select(_ => 3 + 2 * Samples.Normal(random))];
            return MeanInterval.Student(Moments.Of(rows), 0.9).Contains(3);
        });
    }

    [Fact]
    public void DeLongs_interval_covers_the_area_under_the_curve()
    {
        // Normal scores one standard deviation apart: Φ(1/√2).
        const double Truth = 0.7602499389;
        AssertCovers(0.95, 0.02, random =>
        {
            bool[] outcomes = [.. Enumerable.Range(0, 200).Select(row => row % 3 == 0)];
            double[] scores = [.. outcomes.Select(outcome => Samples.Normal(random) + (outcome ? 1 : 0))];
            return RocAuc.Report(scores, outcomes).Interval.Contains(Truth);
        });
    }

    [Fact]
    public void Blocks_cover_the_mean_of_a_series_that_remembers_where_single_rows_do_not()
    {
        var (blocks, rows) = (0, 0);
        for (var seed = 0; seed < 200; seed++)
        {
            var series = Remembering(new Random(seed), 300);
            if (new StationaryBootstrap(seed, 30, 300).Of(series, Mean).Contains(0)) blocks++;
            if (new StationaryBootstrap(seed, 1, 300).Of(series, Mean).Contains(0)) rows++;
        }

        Assert.InRange(blocks, 0.85 * 200, 200);
        Assert.InRange(rows, 0, 0.75 * 200);
    }

    [Fact]
    public void Blocks_give_a_Sharpe_ratio_its_interval_and_the_same_seed_the_same_one()
    {
        var returns = Samples.Draw(random => 0.05 + Samples.Normal(random), 500, 4);
        double Sharpe(ReadOnlySpan<double> drawn) => ReturnSums.Of(drawn).Sharpe(252);
        var bootstrap = new StationaryBootstrap(11, 5);

        var interval = bootstrap.Of(returns, Sharpe);

        Assert.True(interval.Contains(ReturnSums.Of(returns).Sharpe(252)));
        Assert.Equal(interval, bootstrap.Of(returns, Sharpe));
        Assert.NotEqual(interval, (bootstrap with { Seed = 12 }).Of(returns, Sharpe));
    }

    // The 99.9 % band of a binomial, and what the method is known to be off by.
    private static void AssertCovers(double confidence, double known, Func<Random, bool> covers)
    {
        var random = new Random(20_261_121);
        var found = Enumerable.Range(0, Repetitions).Count(_ => covers(random)) / (double)Repetitions;
        var reach = 3.29 * Math.Sqrt(confidence * (1 - confidence) / Repetitions) + known;
        Assert.InRange(found, confidence - reach, confidence + reach);
    }

    private static double Mean(ReadOnlySpan<double> rows) => RunningMoments.Of(rows).Mean;

    private static double[] Remembering(Random random, int rows)
    {
        var series = new double[rows];
        for (var row = 1; row < rows; row++) series[row] = 0.7 * series[row - 1] + Samples.Normal(random);
        return series;
    }
}
