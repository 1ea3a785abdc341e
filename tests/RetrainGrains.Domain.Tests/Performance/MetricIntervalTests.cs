using RetrainGrains.Statistics.Metrics;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Tests.Performance;

public sealed class MetricIntervalTests
{
    private const int Draws = 600;

    [Fact]
    public void Of_a_mean_over_equal_days_it_is_students_interval_of_the_daily_means()
    {
        double[] means = [1, 4, 2, 8, 5];
        var window = Days(PredictionTask.Regression, means.Length, 4, (sums, day, _) => sums.Add(means[day], 0));

        var interval = MetricInterval.Of(Metric.Mae, window.Errors, window.Days);

        var student = MeanInterval.Student(Moments.Of(means));
        Assert.Equal((student.Lower, student.Upper), (interval.Lower, interval.Upper), Closely);
    }

    [Theory]
    [InlineData(Metric.Bias, 0)]
    [InlineData(Metric.Mae, 0.8920620580763856)]
    [InlineData(Metric.Rmse, 1.118033988749895)]
    public void Errors_whose_days_differ_are_covered_at_the_stated_rate(Metric metric, double truth)
    {
        // A daily level of variance 1/4 and rows of variance 1: 24 rows of a day are far from independent.
        Covers(metric, truth, random => Days(PredictionTask.Regression, 28, 24,
            () => Given.Normal(random) / 2, (sums, level) => sums.Add(level + Given.Normal(random), 0)));
    }

    [Fact]
    public void Shares_are_covered_at_the_stated_rate()
    {
        Covers(Metric.Accuracy, 0.8, random => Days(PredictionTask.BinaryClassification, 7, 24,
            () => 0, (sums, _) => sums.Add(random.NextDouble() < 0.8 ? 0.9 : 0.1, 1)));
    }

    [Fact]
    public void The_area_under_the_curve_is_covered_at_the_stated_rate()
    {
        // A positive has the higher of two even scores, a negative the lower: P(p > n) + P(p = n) / 2 in ten steps.
        double[] steps = [.. Enumerable.Range(1, 10).Select(step => (2 * step - 1) / 100.0)];
        var truth = 0.0;
        for (var p = 0; p < 10; p++)
        {
            for (var n = 0; n < 10; n++) truth += steps[p] * steps[9 - n] * (p > n ? 1 : p == n ? 0.5 : 0);
        }

        Covers(Metric.Auc, truth, random => Days(PredictionTask.BinaryClassification, 7, 24,
            () => 0, (sums, _) =>
            {
                var (positive, one, other) = (random.Next(2), random.Next(10), random.Next(10));
                var step = positive == 1 ? Math.Max(one, other) : Math.Min(one, other);
                sums.Add(step / 10.0 + 0.01, positive);
            }));
    }

    [Fact]
    public void The_sharpe_ratio_is_covered_at_the_stated_rate()
    {
        Covers(Metric.Sharpe, 0.1 * Math.Sqrt(8_760), random => Days(PredictionTask.Regression, 28, 24,
            () => 0, (sums, _) => sums.Add(0, 0, 0.1 + Given.Normal(random))));
    }

    [Fact]
    public void It_stays_where_the_metric_can_be_and_is_missing_where_nothing_can_be_said()
    {
        var window = Days(PredictionTask.Regression, 3, 2, (sums, day, _) => sums.Add(day == 1 ? 9 : 0, 0));

        Assert.Equal(0, MetricInterval.Of(Metric.Rmse, window.Errors, window.Days).Lower);
        Assert.Equal(double.NaN, MetricInterval.Of(Metric.MaximumDrawdown, window.Errors, window.Days).Lower);
        Assert.Equal(double.NaN, MetricInterval.Of(Metric.Sharpe, window.Errors, window.Days).Lower);
        Assert.Equal(double.NaN, MetricInterval.Of(Metric.Rmse, window.Errors, [.. window.Days.Take(1)]).Lower);
        var none = new ErrorSums(PredictionTask.BinaryClassification);
        Assert.All(Enum.GetValues<Metric>(), metric => Assert.Equal(
            double.NaN, MetricInterval.Of(metric, none, []).Upper));
    }

    private static void Covers(Metric metric, double truth, Func<Random, ErrorWindow> draw)
    {
        var random = new Random(41);
        var covered = 0;
        for (var i = 0; i < Draws; i++)
        {
            var window = draw(random);
            if (MetricInterval.Of(metric, window.Errors, window.Days).Contains(truth)) covered++;
        }
        // Three standard errors of a share of 95 % of so many draws.
        var band = 3 * Math.Sqrt(0.95 * 0.05 / Draws);
        Assert.InRange(covered / (double)Draws, 0.95 - band, 0.95 + band);
    }

    private static ErrorWindow Days(
        PredictionTask task, int days, int rows, Func<double> level, Action<ErrorSums, double> add)
    {
        var today = 0.0;
        return Days(task, days, rows, (sums, _, row) =>
        {
            if (row == 0) today = level();
            add(sums, today);
        });
    }

    // One row an hour.
    private static ErrorWindow Days(PredictionTask task, int days, int rows, Action<ErrorSums, int, int> add)
    {
        var window = new ErrorWindow(task);
        for (var day = 0; day < days; day++)
        {
            for (var row = 0; row < rows; row++)
            {
                var hour = new ErrorSums(task);
                add(hour, day, row);
                window.Add(day * 24 + row, hour);
            }
        }
        return window;
    }

    private static bool Closely((double Lower, double Upper) a, (double Lower, double Upper) b) =>
        Math.Abs(a.Lower - b.Lower) < 1e-9 && Math.Abs(a.Upper - b.Upper) < 1e-9;
}
