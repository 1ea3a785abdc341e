namespace RetrainGrains.Sources;

/// <summary>A time that is counted since 1970, in a unit that is said, or that its size tells.</summary>
internal static class UnixCount
{
    // Seconds from 1973 on, and each finer unit a thousand times more: no two units share a number, and a count below
    // is as likely a number of rows. Before 1973 the format says the unit.
    private static readonly (decimal From, decimal Ticks)[] Units =
    [
        (1e17m, 0.01m), (1e14m, TimeSpan.TicksPerMicrosecond), (1e11m, TimeSpan.TicksPerMillisecond),
        (1e8m, TimeSpan.TicksPerSecond),
    ];

    private static readonly decimal Earliest = DateTime.MinValue.Ticks - DateTime.UnixEpoch.Ticks;
    private static readonly decimal Latest = DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks;

    /// <summary>Returns the ticks of one unit of a count; null where a format is none of a count.</summary>
    public static decimal? UnitOf(string format) => format switch
    {
        TimeColumn.UnixSeconds => TimeSpan.TicksPerSecond,
        TimeColumn.UnixMilliseconds => TimeSpan.TicksPerMillisecond,
        TimeColumn.UnixMicroseconds => TimeSpan.TicksPerMicrosecond,
        TimeColumn.UnixNanoseconds => 0.01m,
        _ => null,
    };

    /// <summary>Finds the unit that a count's size tells; null where it tells none.</summary>
    public static decimal? UnitBySize(string text)
    {
        if (!TryRead(text, out var count)) return null;
        foreach (var (from, ticks) in Units)
        {
            if (Math.Abs(count) >= from) return ticks;
        }
        return null;
    }

    /// <summary>Reads a count as UTC ticks; null where it is none, or of no time that a calendar has.</summary>
    public static long? Read(string text, decimal unit)
    {
        if (!TryRead(text, out var count) || Math.Abs(count) > 1e20m) return null;
        var since = count * unit;
        return since < Earliest || since > Latest ? null : DateTime.UnixEpoch.Ticks + (long)since;
    }

    private static bool TryRead(string text, out decimal count) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out count);
}
