namespace RetrainGrains.Sources;

/// <summary>Turns the time cells of a file's rows, one after the other, into UTC ticks.</summary>
public sealed class RowTimeParser(RowTime time, IReadOnlyDictionary<string, int> positions)
{
    // A calendar has 9,999 years; within these, every window, memory and horizon that is counted from a row has room.
    private const int FirstYear = 1_000;
    private const int LastYear = 8_999;

    private readonly LocalClock clock = new(time.Zone);

    // A column counts in one unit: the first count tells it.
    private decimal? unit;

    /// <summary>The rule about times that a row can have.</summary>
    public static string Rule { get; } =
        $"must be a time from the year {FirstYear} to {LastYear}: no other can be held";

    /// <summary>The column that tells the time, or its year.</summary>
    public string Column => time switch
    {
        TimeColumn single => single.Column,
        TimeParts parts => parts.Year,
        _ => "time",
    };

    /// <summary>The number of rows with a time that the zone has twice.</summary>
    public int Repeated => clock.Repeated;

    /// <summary>The number of rows with a time that the zone skips.</summary>
    public int Skipped => clock.Skipped;

    /// <summary>Returns true for a time that a row can have.</summary>
    public static bool Holds(long ticks) =>
        ticks >= new DateTime(FirstYear, 1, 1).Ticks && ticks < new DateTime(LastYear + 1, 1, 1).Ticks;

    /// <summary>
    /// Reads the time of a row; false when the cells hold none: then <paramref name="column"/> names the one to blame.
    /// The key tells apart whose clock it is.
    /// </summary>
    public bool TryParse(Func<int, string> cell, int row, string? key, out long ticks, out string column)
    {
        column = "";
        var found = time switch
        {
            TimeStep step => step.Start.UtcTicks + row * step.Step.Ticks,
            TimeParts parts => FromParts(parts, cell, key, ref column),
            TimeColumn single => FromColumn(single, cell, key, ref column),
            _ => throw new InvalidOperationException($"{time} is no way to tell a row's time"),
        };
        ticks = (found ?? 0) + time.Shift.Ticks;
        return found is not null;
    }

    /// <summary>Takes a time that the file itself holds as one; local where it states no offset.</summary>
    public long Take(long ticks, bool isLocal, string? key) =>
        (isLocal ? clock.ToUtc(ticks, key) : ticks) + time.Shift.Ticks;

    private long? FromParts(TimeParts parts, Func<int, string> cell, string? key, ref string column)
    {
        if (Whole(parts.Year, 1, 9_998, cell, ref column) is not { } year) return null;
        if (Whole(parts.Month, 1, 12, cell, ref column) is not { } month) return null;
        if (Whole(parts.Day, 1, DateTime.DaysInMonth(year, month), cell, ref column) is not { } day) return null;
        if (TimeOfDay(parts.Hour, parts.Minute, cell, ref column) is not { } timeOfDay) return null;
        return clock.ToUtc(new DateTime(year, month, day).Ticks + timeOfDay, key);
    }

    private long? FromColumn(TimeColumn single, Func<int, string> cell, string? key, ref string column)
    {
        if (Date(single, cell(positions[single.Column])) is not var (date, isUtc))
        {
            column = single.Column;
            return null;
        }
        if (TimeOfDay(single.Hour, single.Minute, cell, ref column) is not { } timeOfDay) return null;
        return isUtc ? date + timeOfDay : clock.ToUtc(date + timeOfDay, key);
    }

    private (long Ticks, bool IsUtc)? Date(TimeColumn single, string text)
    {
        foreach (var format in single.Formats)
        {
            if (TimeColumn.IsCount(format))
            {
                unit ??= UnixCount.UnitOf(format) ?? UnixCount.UnitBySize(text);
                if (unit is { } ticks && UnixCount.Read(text, ticks) is { } since) return (since, true);
            }
            else if (format == TimeColumn.Iso)
            {
                if (IsoTime.TryParse(text, out var ticks, out var offset))
                    return (ticks - (offset ?? TimeSpan.Zero).Ticks, offset is not null);
            }
            else if (ByFormat(text, format) is { } found) return found;
        }
        return null;
    }

    private static (long Ticks, bool IsUtc)? ByFormat(string text, string format)
    {
        // Unspecified when the text states no offset: then the source file's applies.
        const DateTimeStyles Styles = DateTimeStyles.RoundtripKind;
        var statesOffset = format.EndsWith('z') || format.EndsWith('K');
        if (statesOffset && DateTimeOffset.TryParseExact(
            text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var stated)
            && (format.EndsWith('z') || StatesOffset(text)))
        {
            return (stated.UtcTicks, true);
        }
        return DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, Styles, out var local)
            && local.Kind == DateTimeKind.Unspecified ? (local.Ticks, false) : null;
    }

    private static bool StatesOffset(string text) =>
        text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');

    private long? TimeOfDay(string? hour, string? minute, Func<int, string> cell, ref string column)
    {
        int? hours = 0, minutes = 0;
        if (hour is not null) hours = Whole(hour, 0, 23, cell, ref column);
        if (minute is not null) minutes = Whole(minute, 0, 59, cell, ref column);
        return hours * TimeSpan.TicksPerHour + minutes * TimeSpan.TicksPerMinute;
    }

    private int? Whole(string name, int low, int high, Func<int, string> cell, ref string column)
    {
        if (int.TryParse(cell(positions[name]), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            && number >= low && number <= high) return number;
        column = name;
        return null;
    }
}
