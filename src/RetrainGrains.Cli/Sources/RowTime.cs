namespace RetrainGrains.Cli.Sources;

/// <summary>The source of a row's time.</summary>
public abstract record RowTime
{
    /// <summary>The offset from UTC of times that do not state one.</summary>
    public TimeSpan Offset { get; init; }

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
    public static ImmutableArray<string> DefaultFormats { get; } =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd",
    ];

    public const string UnixSeconds = "unixSeconds";
    public const string UnixMilliseconds = "unixMilliseconds";

    public override IEnumerable<string> Columns => new[] { Column, Hour, Minute }.OfType<string>();

    /// <summary>Returns the ticks of one unit of a count since 1970; null where a format is none of a count.</summary>
    public static long? UnixUnit(string format) => format switch
    {
        UnixSeconds => TimeSpan.TicksPerSecond,
        UnixMilliseconds => TimeSpan.TicksPerMillisecond,
        _ => null,
    };
}

/// <summary>A time that is not in the file: rows follow each other at a fixed step.</summary>
public sealed record TimeStep(DateTimeOffset Start, TimeSpan Step) : RowTime
{
    public override IEnumerable<string> Columns => [];
}
