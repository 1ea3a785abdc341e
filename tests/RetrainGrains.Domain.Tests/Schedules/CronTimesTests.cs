using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Domain.Tests.Schedules;

public sealed class CronTimesTests
{
    [Fact]
    public void Every_third_hour_is_eight_moments_a_day()
    {
        Assert.Equal([3, 6, 9, 12, 15, 18, 21, 0], Moments(new("0 */3 * * *"), Given.Start, 8).Select(at => at.Hour));
    }

    [Fact]
    public void The_next_moment_is_after_the_one_asked_from()
    {
        Assert.Equal(Given.Start.AddHours(3), CronTimes.NextAfter(new("0 */3 * * *"), Given.Start));
    }

    [Fact]
    public void Noon_in_Berlin_is_eleven_in_winter_and_ten_in_summer()
    {
        var noon = new CronSchedule("0 12 * * *", "Europe/Berlin");

        Assert.Equal(Utc(3, 28, 11), CronTimes.NextAfter(noon, Utc(3, 28, 0)));
        Assert.Equal(Utc(3, 29, 10), CronTimes.NextAfter(noon, Utc(3, 29, 0)));
        Assert.Equal(Utc(10, 25, 11), CronTimes.NextAfter(noon, Utc(10, 25, 0)));
    }

    [Theory]
    [InlineData(3, 27)]
    [InlineData(10, 23)]
    public void A_daily_hour_that_a_clock_change_skips_or_repeats_still_happens_once_a_day(int month, int day)
    {
        var moments = Moments(new("30 2 * * *", "Europe/Berlin"), Utc(month, day, 12), 4).ToArray();

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

        var moments = Moments(new("0 * * * *", "Europe/Berlin"), start, hours).ToArray();

        Assert.Equal(Enumerable.Range(1, hours).Select(hour => start.AddHours(hour)), moments);
        Assert.Equal(day + 1, TimeZoneInfo.ConvertTime(moments[^1], berlin).Day);
    }

    [Fact]
    public void A_clock_time_that_a_day_skips_comes_when_its_clock_goes_on()
    {
        // On 29 March 2026 clocks in Berlin go from 02:00 to 03:00, which is 01:00 UTC.
        var first = Utc(3, 29, 1);

        Assert.Equal([first, Utc(3, 30, 0).AddMinutes(30)], Moments(Berlin("30 2 * * *"), Utc(3, 28, 12), 2));
        Assert.Equal(
            [first.AddMinutes(-30), first, first.AddMinutes(30)], Moments(Berlin("30 * * * *"), Utc(3, 29, 0), 3));
    }

    [Fact]
    public void A_clock_time_that_a_day_has_twice_comes_at_the_first_and_a_range_or_step_comes_both_times()
    {
        // On 25 October 2026 clocks in Berlin show 02:30 at 00:30 UTC and again at 01:30 UTC.
        var (first, second) = (Utc(10, 25, 0).AddMinutes(30), Utc(10, 25, 1).AddMinutes(30));

        Assert.Equal([first, Utc(10, 26, 1).AddMinutes(30)], Moments(Berlin("30 2 * * *"), Utc(10, 24, 12), 2));
        Assert.Equal([first, second], Moments(Berlin("30 * * * *"), Utc(10, 25, 0), 2));
        Assert.Equal([first, second], Moments(Berlin("30 2-3 * * *"), Utc(10, 24, 12), 2));
        Assert.Equal(
            [first.AddMinutes(-30), first, second.AddMinutes(-30), second],
            Moments(Berlin("*/30 2 * * *"), Utc(10, 24, 12), 4));
    }

    [Theory]
    [InlineData("30 15 3 * * *", "03:15:30")]
    [InlineData("15 3 * * *", "03:15:00")]
    [InlineData("@daily", "00:00:00")]
    public void Five_fields_start_with_minutes_and_six_with_seconds(string expression, string time)
    {
        var next = CronTimes.NextAfter(new(expression), Given.Start.AddHours(-1))!.Value;

        Assert.Equal(TimeSpan.Parse(time, CultureInfo.InvariantCulture), next.TimeOfDay);
    }

    [Theory]
    [InlineData("0 0 * * 0")]
    [InlineData("0 0 * * 7")]
    [InlineData("0 0 * * SUN")]
    public void Sunday_is_0_and_7_and_Monday_1(string sunday)
    {
        Assert.Equal(DayOfWeek.Sunday, CronTimes.NextAfter(new(sunday), Given.Start)!.Value.DayOfWeek);
        Assert.Equal(DayOfWeek.Monday, CronTimes.NextAfter(new("0 0 * * 1"), Given.Start)!.Value.DayOfWeek);
    }

    [Fact]
    public void A_day_must_match_both_of_its_fields()
    {
        // The first Friday the 13th of 2026.
        Assert.Equal(Utc(2, 13, 0), CronTimes.NextAfter(new("0 0 13 * FRI"), Given.Start));
    }

    [Fact]
    public void A_question_mark_is_read_as_a_star()
    {
        Assert.Null(CronTimes.RuleBroken(new("0 0 2 ? * WED")));
        Assert.Equal(
            Moments(new("0 0 2 * * WED"), Given.Start, 3), Moments(new("0 0 2 ? * WED"), Given.Start, 3));
    }

    [Theory]
    [InlineData("0 */3 * * *", "Mars/Olympus", "time zone")]
    [InlineData("0 0 * * *", null, "time zone")]
    [InlineData("", "UTC", "must have a cron expression")]
    [InlineData(null, "UTC", "must have a cron expression")]
    [InlineData("every day", "UTC", "five fields (minute, hour, day, month, weekday)")]
    [InlineData("* * * *", "UTC", "it has 4")]
    [InlineData("0 0 0 1 1 ? 2030", "UTC", "it has 7")]
    [InlineData("0 24 * * *", "UTC", "Hours: Value must be a number between 0 and 23 (all inclusive).")]
    [InlineData("61 0 24 * * *", "UTC", "Seconds: Value must be a number between 0 and 59 (all inclusive).")]
    [InlineData("0 0 * * 8", "UTC", "Days of week: Value must be a number between 0 and 7 (all inclusive).")]
    [InlineData("*/0 * * * *", "UTC", "Minutes: ")]
    [InlineData("@often", "UTC", "Macro: ")]
    [InlineData("H 2 * * *", "UTC", "cronJitter")]
    [InlineData("0 0 30 2 *", "UTC", "a day that some year has")]
    public void A_bad_schedule_is_named(string? expression, string? zone, string rule)
    {
        Assert.Contains(rule, CronTimes.RuleBroken(new(expression!, zone!)), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_text_is_accepted_or_refused_but_never_crashes()
    {
        const string parts = "0 1 2 9 59 60 * ? / - , L W # H @ SUN MON-FRI 2099 JAN x é \n";
        var letters = Gen.Elements(parts.Split(' ').Append(" ").ToArray());
        var text = letters.ListOf().Select(chosen => string.Concat(chosen)).ToArbitrary();

        Prop.ForAll(text, t => CronTimes.RuleBroken(new(t)) is null or { Length: > 0 }).QuickCheckThrowOnFailure();
    }

    private static IEnumerable<DateTimeOffset> Moments(CronSchedule schedule, DateTimeOffset after, int count)
    {
        for (var i = 0; i < count; i++) yield return after = CronTimes.NextAfter(schedule, after)!.Value;
    }

    private static CronSchedule Berlin(string expression) => new(expression, "Europe/Berlin");

    private static DateTimeOffset Utc(int month, int day, int hour) => new(2026, month, day, hour, 0, 0, TimeSpan.Zero);
}
