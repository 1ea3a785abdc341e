using RetrainGrains.Learning.Data;
using RetrainGrains.Sources.Files;

namespace RetrainGrains.Sources;

/// <summary>The treatment of text where a number belongs.</summary>
public enum BadValues
{
    Error = 0,
    Missing = 1,
}

/// <summary>The way from files to streams: time, target, features, and the delay of outcomes.</summary>
public sealed record SourceFile
{
    /// <summary>The texts by which R, SQL and a spreadsheet say «no value».</summary>
    public static ImmutableArray<string> DefaultMissing { get; } = ["NA", "\\N", ""];

    /// <summary>The name of the one model of the one file; null: each file names its own.</summary>
    public string? ModelId { get; init; }
    /// <summary>The files' delimiter and encoding, as far as they are said.</summary>
    public FileShape Shape { get; init; } = new();

    /// <summary>The treatment of lines with another number of cells than column names.</summary>
    public RaggedLines RaggedLines { get; init; }

    /// <summary>The texts of columns that have an order, from the least: they are read as 0, 1, 2, and so on.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> Orders { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;
    public ImmutableArray<string> Missing { get; init; } = DefaultMissing;
    public BadValues BadValues { get; init; }

    /// <summary>
    /// Gets true where numbers are written with a comma, as in <c>3,5</c>, and without any point; null: they tell.
    /// </summary>
    public bool? DecimalComma { get; init; }

    /// <summary>The files beside the one that is read, whose columns its rows take.</summary>
    public ImmutableArray<SourceJoin> Joins { get; init; } = [];
    public required RowTime Time { get; init; }

    /// <summary>
    /// The columns that tell rows of one time apart, such as the driver's; empty: each time has one row.
    /// </summary>
    public ImmutableArray<string> Key { get; init; } = [];

    /// <summary>The coarser rows that the file's rows become; null: they stay as they are.</summary>
    public Aggregation? Aggregation { get; init; }

    /// <summary>The distance of two rows, in which lags are counted; null: the file's most frequent one.</summary>
    public TimeSpan? Step { get; init; }
    public required TargetSource Target { get; init; }

    /// <summary>The row at time t asks for the target's value at t + horizon.</summary>
    public TimeSpan Horizon { get; init; }

    /// <summary>The number of rows after which the target's value is asked for, in place of a horizon.</summary>
    public int? HorizonRows { get; init; }

    /// <summary>The target's value at time t is known at t + delay.</summary>
    public TimeSpan OutcomeDelay { get; init; }
    public required WarmUp WarmUp { get; init; }
    public required ImmutableArray<SourceFeature> Features { get; init; }

    /// <summary>The feature that holds the target's last known value; null: there is none.</summary>
    public string? LastValue { get; init; }

    /// <summary>The columns that are read as numbers; <see cref="TextColumns"/> are read as text.</summary>
    public IEnumerable<string> NumericColumns => Features.Select(feature => feature.NumericColumn)
        .Append(Target.Column).OfType<string>().Distinct();
    public IEnumerable<string> TextColumns =>
        Features.Select(TextColumnOf).OfType<string>().Concat(Key)
            .Concat(Features.SelectMany(feature => feature.By)).Distinct();

    /// <summary>The columns of the file that are used, joined ones too.</summary>
    public IEnumerable<string> Columns =>
        Time.Columns.Concat(NumericColumns.Concat(TextColumns).Select(FileColumnOf));

    /// <summary>The file's column behind a column that features and the target name.</summary>
    public string FileColumnOf(string column) => Aggregation?.ColumnOf(column) ?? column;

    private static string? TextColumnOf(SourceFeature feature) => feature switch
    {
        ColumnFeature { IsText: true } column => column.Column,
        LagFeature { IsText: true } lag => lag.Column,
        _ => null,
    };
}

/// <summary>The part of the target's column that is predicted.</summary>
public enum TargetMeasure
{
    Value = 0,

    /// <summary>The relative change over the horizon.</summary>
    Return = 1,

    /// <summary>The direction: 1 when the value rises over the horizon, else 0.</summary>
    Direction = 2,
}

/// <summary>The column that holds the outcomes, and how they are to be read.</summary>
public sealed record TargetSource(string Column, PredictionTask Task, TargetMeasure Measure = TargetMeasure.Value)
{
    /// <summary>The name by which a model knows the target: the column's, unless the file says another.</summary>
    public string Name { get; init; } = Column;

    /// <summary>The class of each text; empty: the column holds numbers.</summary>
    public IReadOnlyDictionary<string, int> Classes { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>The names of several classes, in the order of their indices; null: numbers, or two classes.</summary>
    public ImmutableArray<string>? Names { get; init; }

    /// <summary>The class that a text of the column stands for; null: it is none.</summary>
    public int? CodeOf(string text) =>
        Names is { } names ? names.IndexOf(text) is >= 0 and var index ? index : null
        : Classes.TryGetValue(text, out var code) ? code : null;

    /// <summary>The texts that the column may hold; empty: it holds numbers.</summary>
    public IEnumerable<string> Texts => Names ?? Classes.Keys;
}

/// <summary>The history before serving starts: a span, or a number of rows.</summary>
public readonly record struct WarmUp(TimeSpan? Span, int? Rows);
