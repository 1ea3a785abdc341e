namespace RetrainGrains.Sources;

/// <summary>The way in which the values of several rows become one.</summary>
public enum AggregateBy
{
    Sum = 0,
    Mean = 1,
    Min = 2,
    Max = 3,

    /// <summary>The earliest value that is not missing.</summary>
    First = 4,

    /// <summary>The latest value that is not missing.</summary>
    Last = 5,

    /// <summary>The number of values that are not missing.</summary>
    Count = 6,
}

/// <summary>The end of a period whose time its row has.</summary>
public enum PeriodStamp
{
    /// <summary>The period's end, when all of its values are known.</summary>
    End = 0,

    /// <summary>The period's start, for columns that are known beforehand.</summary>
    Start = 1,
}

/// <summary>A column of the coarser rows: the file's column, and how its values become one.</summary>
public sealed record AggregatedColumn(string Column, AggregateBy By);

/// <summary>
/// The coarser rows that a file's rows become, one for each period (and key). Periods begin where the local clock shows
/// a multiple of the step: hours at the full hour, days at midnight, weeks on Monday.
/// </summary>
public sealed record Aggregation(TimeSpan Step, IReadOnlyDictionary<string, AggregatedColumn> Columns)
{
    public PeriodStamp Stamp { get; init; }

    /// <summary>A period with fewer rows has missing values.</summary>
    public int MinimumRows { get; init; } = 1;

    /// <summary>The column of the file behind a column of the rows.</summary>
    public string ColumnOf(string name) => Columns.TryGetValue(name, out var column) ? column.Column : name;

    public bool IsCount(string name) => Columns.TryGetValue(name, out var column) && column.By == AggregateBy.Count;
}
