using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Domain.Tests.Schedules;

public sealed class CronTimesTests
{
    [Fact]
    public void Every_third_hour_is_eight_moments_a_day()
    {
        Assert.Equal([3, 6, 9, 12, 15, 18, 21, 0], Moments(new("0 0 */3 * * ?"), Given.Start, 8).Select(at => at.Hour));
    }

    [Fact]
    public void The_next_moment_is_after_the_one_asked_from()
    {
        Assert.Equal(Given.Start.AddHours(3), CronTimes.NextAfter(new("0 0 */3 * * ?"), Given.Start));
    }

    [Fact]
    public void Noon_in_Berlin_is_eleven_in_winter_and_ten_in_summer()
    {
        var noon = new CronSchedule("0 0 12 * * ?", "Europe/Berlin");

        Assert.Equal(Utc(3, 28, 11), CronTimes.NextAfter(noon, Utc(3, 28, 0))?.ToUniversalTime());
        Assert.Equal(Utc(3, 29, 10), CronTimes.NextAfter(noon, Utc(3, 29, 0))?.ToUniversalTime());
        Assert.Equal(Utc(10, 25, 11), CronTimes.NextAfter(noon, Utc(10, 25, 0))?.ToUniversalTime());
    }

    [Theory]
    [InlineData(3, 27)]
    [InlineData(10, 23)]
    public void A_daily_hour_that_a_clock_change_skips_or_repeats_still_happens_once_a_day(int month, int day)
    {
        var moments = Moments(new("0 30 2 * * ?", "Europe/Berlin"), Utc(month, day, 12), 4).ToArray();

        Assert.All(moments.Zip(moments.Skip(1)), pair =>
            Assert.InRange(pair.Second - pair.First, TimeSpan.FromHours(22), TimeSpan.FromHours(26)));
    }

    [Theory]
    [InlineData(3, 29, 23)]
    [InlineData(10, 25, 25)]
    public void Every_hour_means_every_hour_also_on_the_day_that_has_23_or_25(int month, int day, int hours)
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var midnight = new DateTime(2026, month, day);
        var start = new DateTimeOffset(midnight, berlin.GetUtcOffset(midnight));

        var moments = Moments(new("0 0 * * * ?", "Europe/Berlin"), start, hours).ToArray();

        Assert.Equal(Enumerable.Range(1, hours).Select(hour => start.AddHours(hour)), moments);
        Assert.Equal(day + 1, TimeZoneInfo.ConvertTime(moments[^1], berlin).Day);
    }

    [Fact]
    public void A_schedule_that_has_run_out_has_no_next_moment()
    {
        Assert.Null(CronTimes.NextAfter(new("0 0 0 1 1 ? 2020"), Given.Start));
    }

    [Theory]
    [InlineData("0 0 */3 * * ?", "Mars/Olympus", "time zone")]
    [InlineData("every day", "UTC", "cron expression")]
    [InlineData("* * * * *", "UTC", "cron expression")]
    [InlineData("", "UTC", "cron expression")]
    [InlineData(null, "UTC", "cron expression")]
    [InlineData("0 0 0 * * ?", null, "time zone")]
    public void A_bad_schedule_is_named(string? expression, string? zone, string rule)
    {
        Assert.Contains(rule, CronTimes.RuleBroken(new(expression!, zone!)), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_accepted_or_refused_but_never_crashes()
    {
        var letters =
            Gen.Elements("0 1 2 9 59 60 * ? / - , L W # SUN MON-FRI 2099 JAN x é \n".Split(' ').Append(" ").ToArray());
        var text = letters.ListOf().Select(parts => string.Concat(parts)).ToArbitrary();

        Prop.ForAll(text, t => CronTimes.RuleBroken(new(t)) is null or { Length: > 0 }).QuickCheckThrowOnFailure();
    }

    private static IEnumerable<DateTimeOffset> Moments(CronSchedule schedule, DateTimeOffset after, int count)
    {
        for (var i = 0; i < count; i++) yield return after = CronTimes.NextAfter(schedule, after)!.Value;
    }

    private static DateTimeOffset Utc(int month, int day, int hour) => new(2026, month, day, hour, 0, 0, TimeSpan.Zero);
}
