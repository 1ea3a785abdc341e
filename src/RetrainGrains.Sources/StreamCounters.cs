namespace RetrainGrains.Sources;

/// <summary>The faults that were found and put right while a stream was read.</summary>
public sealed record StreamCounters
{
    public int RowsRead { get; init; }

    /// <summary>The number of cells without a value, in the columns that are used.</summary>
    public int MissingValues { get; init; }

    /// <summary>
    /// The number of cells with text where a number belongs, taken as missing because the source file says so.
    /// </summary>
    public int BadValues { get; init; }

    /// <summary>The number of rows for which an optional join had no line, over all joins.</summary>
    public int Unmatched { get; init; }

    /// <summary>
    /// The number of rows dropped because an earlier one has the same time (and key, where there is one).
    /// </summary>
    public int Duplicates { get; init; }

    /// <summary>The number of rows that came after a later one and were sorted in.</summary>
    public int OutOfOrder { get; init; }

    /// <summary>The number of steps between the first and the last row at which there is no row.</summary>
    public long Gaps { get; init; }

    /// <summary>The number of rows whose outcome is never known.</summary>
    public int WithoutTarget { get; init; }

    /// <summary>The number of lines with fewer cells than column names, the last of which are missing.</summary>
    public int FilledLines { get; init; }

    /// <summary>The number of lines that were left out, because they had another number of cells.</summary>
    public int SkippedLines { get; init; }

    /// <summary>The number of rows in an hour that their time zone has twice.</summary>
    public int RepeatedHours { get; init; }

    /// <summary>The number of rows in an hour that their time zone skips; they are read as an hour later.</summary>
    public int SkippedHours { get; init; }

    /// <summary>The sentences about what was guessed of the file, or looks wrong in it.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}
