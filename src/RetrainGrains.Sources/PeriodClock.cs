namespace RetrainGrains.Sources;

/// <summary>Finds the period that a time belongs to, as the local clock shows it.</summary>
internal sealed class PeriodClock(TimeZoneInfo zone, Aggregation aggregation)
{
    // A clock is moved by an hour, and periods that fit into one go on through it.
    private static readonly long Moved = TimeSpan.TicksPerHour;

    private readonly long step = aggregation.Step.Ticks;

    /// <summary>The time, in UTC ticks, by which the row of a time's period is stamped.</summary>
    public long StampOf(long utc)
    {
        var local = utc + zone.GetUtcOffset(new DateTime(utc, DateTimeKind.Utc)).Ticks;
        // The first tick of all is a Monday's, so that weeks begin on Monday.
        var into = local % step;
        var after = aggregation.Stamp == PeriodStamp.End ? step : 0;
        return step <= Moved ? utc - into + after : ToUtc(local - into + after);
    }

    private long ToUtc(long local) => local - zone.GetUtcOffset(new DateTime(local)).Ticks;
}
