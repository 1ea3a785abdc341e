using Orleans.Runtime;

namespace Orleans.Tests.Counters;

public sealed class LatencyWindowTests
{
    private readonly LatencyWindow window = new();

    [Fact]
    public void Quantiles_are_off_by_less_than_a_quarter_and_mean_and_maximum_not_at_all()
    {
        for (var milliseconds = 1; milliseconds <= 1000; milliseconds++) Record(second: 3, milliseconds);
        var report = window.ReportAt(TimeSpan.FromSeconds(4));
        Assert.Equal(1000, report.Calls);
        Assert.Equal(TimeSpan.FromMilliseconds(500.5), report.Mean);
        Assert.Equal(TimeSpan.FromMilliseconds(1000), report.Slowest);
        Assert.InRange(report.Median.TotalMilliseconds, 400, 625);
        Assert.InRange(report.NinetyNinth.TotalMilliseconds, 800, 1000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1_000_000)]
    [InlineData(2_147_483_647)]
    public void A_single_duration_is_its_own_every_quantile_but_for_its_bucket(long ticks)
    {
        window.Record(new Measurement(0, TimeSpan.FromTicks(ticks)));
        var report = window.ReportAt(TimeSpan.FromSeconds(1));
        Assert.Equal(ticks, report.Slowest.Ticks);
        Assert.InRange(report.NinetyNinth.Ticks, ticks * 0.8, ticks);
        Assert.InRange(report.Median.Ticks, ticks * 0.75, ticks);
    }

    [Fact]
    public void A_duration_above_the_last_bucket_still_counts_with_its_length()
    {
        Record(second: 0, milliseconds: 3_600_000);
        var report = window.ReportAt(TimeSpan.FromSeconds(1));
        Assert.Equal((1, TimeSpan.FromHours(1)), (report.Calls, report.Slowest));
        Assert.InRange(report.NinetyNinth.TotalMinutes, 59, 60);
    }

    [Fact]
    public void What_is_older_than_a_minute_is_forgotten()
    {
        Record(second: 5, milliseconds: 1000);
        Record(second: 15, milliseconds: 10);
        Assert.Equal(2, window.ReportAt(TimeSpan.FromSeconds(59.9)).Calls);
        var later = window.ReportAt(TimeSpan.FromSeconds(60));
        Assert.Equal((1, TimeSpan.FromMilliseconds(10)), (later.Calls, later.Slowest));
        Assert.Equal(TimeSpan.FromSeconds(50), later.Covered);
        Assert.Equal(0, window.ReportAt(TimeSpan.FromSeconds(600)).Calls);
    }

    [Fact]
    public void A_slice_that_is_used_again_starts_from_nothing()
    {
        Record(second: 5, milliseconds: 1000);
        Record(second: 85, milliseconds: 10);
        var report = window.ReportAt(TimeSpan.FromSeconds(86));
        Assert.Equal((1, TimeSpan.FromMilliseconds(10)), (report.Calls, report.Slowest));
    }

    [Fact]
    public void Threads_that_record_at_once_lose_nothing()
    {
        Parallel.For(0, 40_000, call => Record(second: call / 10_000 * 10, milliseconds: call % 100));
        var report = window.ReportAt(TimeSpan.FromSeconds(31));
        Assert.Equal((40_000, TimeSpan.FromMilliseconds(40_000 * 49.5)), (report.Calls, report.TotalTime));
    }

    private void Record(long second, int milliseconds) =>
        window.Record(new Measurement(second, TimeSpan.FromMilliseconds(milliseconds)));
}
