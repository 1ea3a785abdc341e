using RetrainGrains.Learning.Data;

namespace RetrainGrains.Sources;

/// <summary>An entry of a source file's feature list.</summary>
public abstract record SourceFeature(string Name)
{
    /// <summary>The column that must be read as numbers for it; null: none, or the target's.</summary>
    public abstract string? NumericColumn { get; }

    /// <summary>
    /// The columns that have the same values in all rows that it looks back on; empty: it looks back on all rows.
    /// </summary>
    public ImmutableArray<string> By { get; init; } = [];

    /// <summary>Gets true where it looks back by rows, whatever their times, and not by steps of time.</summary>
    public bool CountsRows { get; init; }
}

/// <summary>A column of the row itself.</summary>
public sealed record ColumnFeature(string Name, string Column, FeatureKind Kind) : SourceFeature(Name)
{
    /// <summary>
    /// The categories in order; null: those of the warm-up rows. One that comes later counts as missing.
    /// </summary>
    public ImmutableArray<string>? Categories { get; init; }
    public bool IsText => Kind == FeatureKind.Categorical;
    public override string? NumericColumn => IsText ? null : Column;
}

/// <summary>A column (null: the target) some steps, or rows, ago.</summary>
public sealed record LagFeature(string Name, string? Column, int Steps) : SourceFeature(Name)
{
    public FeatureKind Kind { get; init; }

    /// <summary>
    /// The categories in order; null: those of the warm-up rows. One that comes later counts as missing.
    /// </summary>
    public ImmutableArray<string>? Categories { get; init; }
    public bool IsText => Kind == FeatureKind.Categorical;
    public override string? NumericColumn => IsText ? null : Column;
}

/// <summary>The change of a column (null: the target) over some steps.</summary>
public sealed record ChangeFeature(string Name, string? Column, int Steps, bool Relative) : SourceFeature(Name)
{
    public override string? NumericColumn => Column;
}

public enum Statistic
{
    Mean = 0,
    Min = 1,
    Max = 2,
    Std = 3,
}

/// <summary>
/// A statistic of a column (null: the target) over the steps that end <paramref name="Lag"/> steps ago; without a lag,
/// at the newest value that is known.
/// </summary>
public sealed record RollingFeature(string Name, string? Column, int Steps, Statistic Statistic, int? Lag)
    : SourceFeature(Name)
{
    public override string? NumericColumn => Column;
}

/// <summary>The target's last value that is known when the prediction is made, however old.</summary>
public sealed record LastFeature(string Name) : SourceFeature(Name)
{
    public override string? NumericColumn => null;
}

public enum CalendarPart
{
    Hour = 0,
    DayOfWeek = 1,
    HourOfWeek = 2,
    Month = 3,
    DayOfYear = 4,
    Weekend = 5,
    MinuteOfDay = 6,
    DayOfMonth = 7,
}

/// <summary>The time whose calendar a feature is of.</summary>
public enum CalendarTime
{
    /// <summary>The row's own time.</summary>
    Row = 0,

    /// <summary>The time of the value that is predicted: the row's own time and the horizon.</summary>
    Target = 1,
}

/// <summary>A part of a local time; cyclic: as a point on the circle, in two features.</summary>
public sealed record CalendarFeature(string Name, CalendarPart Part, bool Cyclic) : SourceFeature(Name)
{
    public CalendarTime Of { get; init; }
    public override string? NumericColumn => null;
}
