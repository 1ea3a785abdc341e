namespace RetrainGrains.Sources;

/// <summary>
/// Turns local times into UTC. An hour that a zone repeats in autumn is told by the order of the rows, for each key
/// apart; one that it skips in spring is read as long after midnight as it says.
/// </summary>
internal sealed class LocalClock(TimeZoneInfo zone)
{
    // Beyond it keys start afresh: what one row was is only asked in the repeated hour.
    private const int KeysMax = 100_000;

    private readonly Dictionary<string, (long Ticks, bool Falls)> latest = [];
    private readonly bool isFixed = zone.GetAdjustmentRules().Length == 0;

    /// <summary>The number of rows with a time that the zone has twice.</summary>
    public int Repeated { get; private set; }

    /// <summary>The number of rows with a time that the zone skips.</summary>
    public int Skipped { get; private set; }

    /// <summary>Returns the UTC ticks of a row's local ticks.</summary>
    public long ToUtc(long local, string? key)
    {
        if (isFixed) return local - zone.BaseUtcOffset.Ticks;
        var time = new DateTime(local);
        var utc = zone.IsInvalidTime(time) ? AfterGap(time)
            : zone.IsAmbiguousTime(time) ? OfTwo(time, key ?? "")
            : local - zone.GetUtcOffset(time).Ticks;
        Remember(utc, key ?? "");
        return utc;
    }

    private long AfterGap(DateTime time)
    {
        Skipped++;
        // The offset of the day before the gap: 02:30 is half an hour after two, which is 03:30 by then.
        return time.Ticks - zone.GetUtcOffset(time.AddDays(-1)).Ticks;
    }

    private long OfTwo(DateTime time, string key)
    {
        Repeated++;
        var offsets = zone.GetAmbiguousTimeOffsets(time);
        var (first, second) = (time.Ticks - offsets.Max().Ticks, time.Ticks - offsets.Min().Ticks);
        if (!latest.TryGetValue(key, out var before)) return first;
        if (before.Falls) return second < before.Ticks ? second : first;
        return first > before.Ticks ? first : second;
    }

    private void Remember(long utc, string key)
    {
        if (latest.Count == KeysMax && !latest.ContainsKey(key)) latest.Clear();
        var falls = latest.TryGetValue(key, out var before)
            && (utc == before.Ticks ? before.Falls : utc < before.Ticks);
        latest[key] = (utc, falls);
    }
}
