using Quartz;

namespace RetrainGrains.Domain.Schedules;

/// <summary>The moments of a cron schedule.</summary>
public static class CronTimes
{
    /// <summary>The first moment after <paramref name="after"/>, or null when there is none left.</summary>
    public static DateTimeOffset? NextAfter(CronSchedule schedule, DateTimeOffset after) =>
        Parse(schedule).GetNextValidTimeAfter(after);

    /// <summary>The rule that the schedule breaks, or null when it is fine.</summary>
    public static string? RuleBroken(CronSchedule schedule)
    {
        if (string.IsNullOrWhiteSpace(schedule.Expression))
        {
            return "must have a cron expression, such as '0 0 */3 * * ?'";
        }
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone ?? "", out _))
        {
            return "must name a time zone that this machine knows, such as UTC or Europe/Berlin";
        }
        try
        {
            Parse(schedule);
            return null;
        }
        catch (FormatException error)
        {
            return $"must be a cron expression with seconds first, such as '0 0 */3 * * ?': {error.Message}";
        }
    }

    private static CronExpression Parse(CronSchedule schedule) =>
        new(schedule.Expression, TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone));
}
