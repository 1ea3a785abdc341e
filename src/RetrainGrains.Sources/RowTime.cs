namespace RetrainGrains.Sources;

/// <summary>The source of a row's time.</summary>
public abstract record RowTime
{
    /// <summary>The zone of times that do not state an offset, and of the calendar.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The span added to every time: a candle stamped by its opening is known only at its close.</summary>
    public TimeSpan Shift { get; init; }

    public abstract IEnumerable<string> Columns { get; }
}

/// <summary>A time whose year, month, day and perhaps hour and minute have columns of their own.</summary>
public sealed record TimeParts(string Year, string Month, string Day, string? Hour, string? Minute) : RowTime
{
    public override IEnumerable<string> Columns => new[] { Year, Month, Day, Hour, Minute }.OfType<string>();
}

/// <summary>A column with a date or time, perhaps with the hour in a second one.</summary>
public sealed record TimeColumn(string Column, ImmutableArray<string> Formats, string? Hour, string? Minute) : RowTime
{
    public const string Iso = "iso8601";

    /// <summary>A count since 1970 whose size tells its unit.</summary>
    public const string Unix = "unix";
    public const string UnixSeconds = "unixSeconds";
    public const string UnixMilliseconds = "unixMilliseconds";
    public const string UnixMicroseconds = "unixMicroseconds";
    public const string UnixNanoseconds = "unixNanoseconds";

    /// <summary>The formats of a column that says none: ISO 8601, a date without dashes, or a count.</summary>
    public static ImmutableArray<string> DefaultFormats { get; } =
        [Iso, "yyyyMMdd", "yyyyMMddHHmm", "yyyyMMddHHmmss", Unix];

    /// <summary>Returns true for the names of counts since 1970.</summary>
    public static bool IsCount(string format) => format == Unix || UnixCount.UnitOf(format) is not null;

    public override IEnumerable<string> Columns => new[] { Column, Hour, Minute }.OfType<string>();
}

/// <summary>A time that is not in the file: rows follow each other at a fixed step.</summary>
public sealed record TimeStep(DateTimeOffset Start, TimeSpan Step) : RowTime
{
    public override IEnumerable<string> Columns => [];
}
