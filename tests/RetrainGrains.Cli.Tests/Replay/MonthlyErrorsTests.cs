using RetrainGrains.Learning.Data;

namespace RetrainGrains.Cli.Tests.Replay;

public sealed class MonthlyErrorsTests
{
    private static readonly DateTimeOffset EndOfJanuary = new(2020, 1, 31, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Months_begin_in_the_streams_own_calendar()
    {
        // 20:00 UTC is already February in Beijing.
        var series = Series([1, 2], [2, 2]);
        var universal = MonthlyErrors.Of(PredictionTask.Regression, series, TimeZoneInfo.Utc);
        Assert.Equal("2020-01", Assert.Single(universal).Month);
        var beijing = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
        var local = MonthlyErrors.Of(PredictionTask.Regression, series, beijing);
        Assert.Equal([new MonthError("2020-02", 2, Math.Sqrt(0.5))], local);
    }

    [Fact]
    public void Each_month_has_its_own_error()
    {
        var series = Series([1, 1, 1, 1, 5, 5], [1, 2, 1, 2, 2, 2]);
        var months = MonthlyErrors.Of(PredictionTask.Regression, series, TimeZoneInfo.Utc);
        Assert.Equal([new("2020-01", 4, Math.Sqrt(0.5)), new("2020-02", 2, 3)], months);
    }

    [Fact]
    public void The_worst_month_is_the_one_with_the_largest_ratio_not_the_largest_error()
    {
        var worst = MonthlyErrors.Worst(
            [new("2020-01", 700, 50), new("2020-02", 690, 12)], [new("2020-01", 700, 45), new("2020-02", 690, 8)]);
        Assert.Equal(new WorstMonth("2020-02", 12, 8, 1.5), worst);
    }

    [Fact]
    public void A_month_of_a_few_days_is_not_held_against_anyone()
    {
        var worst = MonthlyErrors.Worst(
            [new("2020-01", 700, 50), new("2020-02", 100, 12)], [new("2020-01", 700, 45), new("2020-02", 100, 1)]);
        Assert.Equal("2020-01", worst!.Month);
    }

    [Fact]
    public void Months_without_a_rival_have_no_worst() =>
        Assert.Null(MonthlyErrors.Worst([new("2020-01", 700, 50)], []));

    private static PredictionSeries Series(double[] predictions, double[] outcomes) => new(
        [.. predictions.Select((_, hour) => EndOfJanuary.AddHours(hour))], predictions, outcomes);
}
