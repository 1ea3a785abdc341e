using Cronos;

namespace RetrainGrains.Domain.Schedules;

/// <summary>
/// The moments of a cron schedule. A clock time that a day skips moves to the end of the gap; one that a day has twice
/// counts at the first, or both times when minutes or hours are a range or a step.
/// </summary>
public static class CronTimes
{
    private const int Fields = 5;
    private const string PackagePrefix = "The given cron expression has an invalid format. ";

    // Any fixed day works: the calendar repeats itself within the centuries that are searched.
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    /// <summary>Finds the first moment after <paramref name="after"/>; null when there is none left.</summary>
    public static DateTimeOffset? NextAfter(CronSchedule schedule, DateTimeOffset after) =>
        Parse(schedule.Expression)
            .GetNextOccurrence(after, TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone))?.ToUniversalTime();

    /// <summary>Finds the rule that the schedule breaks; null when it breaks none.</summary>
    public static string? RuleBroken(CronSchedule schedule)
    {
        if (string.IsNullOrWhiteSpace(schedule.Expression)) return "must have a cron expression, such as '0 */3 * * *'";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone ?? "", out _))
        {
            return "must name a time zone that this machine knows, such as UTC or Europe/Berlin";
        }
        var fields = FieldsOf(schedule.Expression);
        if (fields is not (Fields or Fields + 1) && !IsMacro(schedule.Expression))
        {
            return "must be a cron expression of five fields (minute, hour, day, month, weekday), such as "
                + $"'0 */3 * * *', or of six with seconds first; it has {fields}";
        }
        return ExpressionRuleBroken(schedule.Expression);
    }

    private static string? ExpressionRuleBroken(string expression)
    {
        try
        {
            return Parse(expression).GetNextOccurrence(Epoch, TimeZoneInfo.Utc) is null
                ? "must be a cron expression of a day that some year has"
                : null;
        }
        catch (CronFormatException error)
        {
            var rule = error.Message.Replace(PackagePrefix, "", StringComparison.Ordinal);
            return $"must be a cron expression, such as '0 */3 * * *': {rule}";
        }
        catch (MissingSeedException)
        {
            return "must be a cron expression without H: starts are spread by cronJitter";
        }
    }

    private static CronExpression Parse(string expression) => CronExpression.Parse(
        expression, FieldsOf(expression) > Fields ? CronFormat.IncludeSeconds : CronFormat.Standard);

    // Macros such as "@daily".
    private static bool IsMacro(string expression) => expression.TrimStart().StartsWith('@');

    private static int FieldsOf(string expression) =>
        expression.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;
}
