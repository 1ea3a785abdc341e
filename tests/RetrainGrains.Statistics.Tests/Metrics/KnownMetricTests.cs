using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Tests.Metrics;

/// <summary>Small cases by hand, and what is refused.</summary>
public sealed class KnownMetricTests
{
    [Fact]
    public void A_trade_record_is_judged_as_by_hand()
    {
        var sums = ReturnSums.Of([2, -1, 3, -2, -2, 0, 4]);

        Assert.Equal(9 / 5.0, sums.ProfitFactor);
        Assert.Equal(0.5, sums.WinRate);
        Assert.Equal(4, sums.MaximumDrawdown);
        Assert.Equal(4.0 / 7 / Math.Sqrt(5.952380952380952) * Math.Sqrt(252), sums.Sharpe(252), 12);
        Assert.Equal(4.0 / 7 / Math.Sqrt(9 / 7.0) * Math.Sqrt(52), sums.Sortino(52), 12);
    }

    [Fact]
    public void A_fall_from_the_start_is_a_drawdown()
    {
        Assert.Equal(3, ReturnSums.Of([-1, -2, 5]).MaximumDrawdown);
        Assert.Equal(0, ReturnSums.Of([1, 2]).MaximumDrawdown);
    }

    [Fact]
    public void Gains_without_losses_have_an_infinite_profit_factor_and_no_Sortino_ratio()
    {
        var sums = ReturnSums.Of([1, 1]);

        Assert.Equal(double.PositiveInfinity, sums.ProfitFactor);
        Assert.Equal(double.NaN, sums.Sortino(252));
        Assert.Equal(double.NaN, sums.Sharpe(252));
        Assert.Equal(double.NaN, new ReturnSums().ProfitFactor);
    }

    [Fact]
    public void Classes_that_never_occur_do_not_count_towards_the_macro_score()
    {
        // Three rows of the classes 0, 1 and 2, predicted as 0, 0 and 2.
        var counts = new ClassCounts([1, 0, 1, 0], [2, 0, 1, 0], [1, 1, 1, 0]);

        Assert.Equal(2 / 3.0, counts.Accuracy);
        Assert.Equal((2 / 3.0 + 0 + 1) / 3, counts.MacroF1, 15);
        Assert.Equal(2 / 3.0, counts.BalancedAccuracy, 15);
    }

    [Fact]
    public void Nothing_measured_is_not_a_number()
    {
        Assert.Equal(double.NaN, new RegressionSums().RootMeanSquaredError);
        Assert.Equal(double.NaN, new ConfusionCounts().Accuracy);
        Assert.Equal(double.NaN, RocAuc.Of([0.1, 0.2], [true, true]));
        Assert.Equal(double.NaN, AveragePrecision.Of([0.1, 0.2], [false, false]));
        Assert.Equal(double.NaN, RegressionSums.Of([1, 2], [3, 3]).RSquared);
        Assert.Equal(double.NaN, new CalibrationBins().ExpectedError());
    }

    [Fact]
    public void Bins_of_equally_many_rows_see_a_rare_class()
    {
        double[] scores = [.. Enumerable.Range(0, 100).Select(row => 0.0001 * row)];
        bool[] outcomes = [.. Enumerable.Range(0, 100).Select(row => row >= 95)];

        Assert.Equal(0.05, CalibrationError.EqualCount(scores, outcomes), 2);
        Assert.Equal(0.25, CalibrationError.EqualCount([0.25, 0.25, 0.75, 0.75], [false, false, true, true], 2), 15);
        Assert.Equal(0.25, CalibrationError.EqualCount([0.25], [false]), 15);
    }

    public static TheoryData<string, Action> Refusals => new()
    {
        { "outcomes has 1 rows and predictions 2; they must match", () => RegressionSums.Of([1, 2], [1]) },
        { "probabilities[0] is 1.5; it must be 0 to 1", () => BinarySums.Of([1.5], [true]) },
        { "quantile is 1; it must be between", () => RegressionLoss.Pinball(1, 2, 1) },
        { "prediction is 0; it must be above 0", () => RegressionLoss.Poisson(0, 1) },
        { "outcome is -1; it must not be below 0", () => RegressionLoss.Poisson(1, -1) },
        { "1 positives and 2 negatives; at least 2", () => RocAuc.Report([1, 2, 3], [true, false, false]) },
        { "hits is 3; it must be 0 to rows, 2", () => WilsonInterval.Of(3, 2) },
        { "confidence is 1; it must be between", () => WilsonInterval.Of(1, 2, 1) },
        { "MeanBlock is 5; it must be 1 to", () => new StationaryBootstrap(1, 5).Of([1, 2, 3], rows => rows[0]) },
        { "Replicates is 1; it must be 2", () => new StationaryBootstrap(1, 1, 1).Of([1, 2, 3], rows => rows[0]) },
        { "other has 4 bins and this 8", () => new ScoreSketch(8).Merge(new ScoreSketch(4)) },
        { "periodsPerYear is 0; it must be above 0", () => new ReturnSums().Sharpe(0) },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_cannot_be_measured_is_refused(string message, Action measure)
    {
        Assert.Contains(message, Assert.Throws<ArgumentException>(measure).Message);
    }
}
