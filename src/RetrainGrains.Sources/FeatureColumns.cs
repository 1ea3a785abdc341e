using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Sources;

/// <summary>Computes the feature columns of a table; no value of a row looks at a later one.</summary>
public sealed class FeatureColumns(SourceFile source, Table table, TimeSpan step)
{
    private readonly long delay = source.OutcomeDelay.Ticks;

    /// <summary>The target at each row's own time.</summary>
    public double[] Target { get; } = TargetOf(source, table);

    /// <summary>The target that each row asks for.</summary>
    public double[] Outcomes => RowGroups.Of(table, source.Key).Derive(Target, series =>
        source.HorizonRows is { } rows ? series.ShiftedRows(-rows) : series.Shifted(-source.Horizon.Ticks));

    /// <summary>Finds when the target is known that each row asks for, where rows count and not spans.</summary>
    public DateTimeOffset[]? KnownAt()
    {
        if (source.HorizonRows is not { } rows) return null;
        double[] places = [.. Enumerable.Range(0, table.Count).Select(row => (double)row)];
        var ahead = RowGroups.Of(table, source.Key).Derive(places, series => series.ShiftedRows(-rows));
        return [.. ahead.Select((place, row) => new DateTimeOffset(
            table.Times[double.IsNaN(place) ? row : (int)place] + delay, TimeSpan.Zero))];
    }

    /// <summary>
    /// Computes the columns by feature; categories are collected from the rows that <paramref name="isWarmUp"/> admits.
    /// </summary>
    public List<(Feature Feature, double[] Values)> Compute(Func<int, bool> isWarmUp)
    {
        var columns = new List<(Feature, double[])>();
        foreach (var feature in source.Features)
        {
            switch (feature)
            {
                case ColumnFeature { IsText: true } column:
                    columns.Add(Categorical(column.Name, column.Column, column.Categories, isWarmUp));
                    break;
                case LagFeature { IsText: true, Column: { } text } lag:
                    var (before, codes) = Categorical(lag.Name, text, lag.Categories, isWarmUp);
                    columns.Add((before, Lagged(lag, codes)));
                    break;
                case CalendarFeature { Cyclic: true } calendar:
                    columns.AddRange(Cyclic(calendar));
                    break;
                default:
                    columns.Add((new Feature(feature.Name), Numeric(feature)));
                    break;
            }
        }
        return columns;
    }

    private double[] Numeric(SourceFeature feature) => feature switch
    {
        ColumnFeature column => table.Numbers(column.Column),
        LagFeature lag => Lagged(lag, ValuesOf(lag.Column)),
        ChangeFeature change => Derive(change, change.Column, series => change.CountsRows
            ? series.ChangeRows(change.Steps, change.Relative)
            : series.Change(change.Steps * step.Ticks, change.Relative)),
        RollingFeature { CountsRows: true } rolling => Derive(rolling, rolling.Column, series => series.RollingRows(
            rolling.Steps, rolling.Lag ?? 0, IsTarget(rolling.Column) ? delay : 0, rolling.Statistic)),
        RollingFeature rolling => Derive(rolling, rolling.Column, series => series.Rolling(
            rolling.Steps * step.Ticks, DelayOf(rolling), rolling.Statistic)),
        LastFeature last => Derive(last, null, series => series.LastKnown(delay)),
        CalendarFeature calendar => Array.ConvertAll(
            table.Times, ticks => (double)Part(calendar.Part, Local(ticks, calendar))),
        _ => throw new InvalidOperationException($"{feature} is no feature that can be computed"),
    };

    private double[] Derive(SourceFeature feature, string? column, Func<Series, double[]> derive) =>
        RowGroups.Of(table, feature.By).Derive(ValuesOf(column), derive);

    private double[] Lagged(LagFeature lag, double[] values) => RowGroups.Of(table, lag.By).Derive(
        values, series => lag.CountsRows
            ? series.ShiftedRows(lag.Steps, IsTarget(lag.Column) ? delay : 0)
            : series.Shifted(lag.Steps * step.Ticks));

    private double[] ValuesOf(string? column) => column is null ? Target : table.Numbers(column);

    private bool IsTarget(string? column) => column is null || column == source.Target.Column;

    private long DelayOf(RollingFeature rolling)
    {
        if (rolling.Lag is { } lag) return lag * step.Ticks;
        return IsTarget(rolling.Column) ? SourceRules.StepsUntilKnown(source, step) * step.Ticks : 0;
    }

    private (Feature, double[]) Categorical(
        string name, string column, ImmutableArray<string>? given, Func<int, bool> isWarmUp)
    {
        var texts = table.Texts(column);
        var categories = given
            ?? [.. texts.Where((_, row) => isWarmUp(row)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        var codes = new Dictionary<string, double>();
        foreach (var category in categories) codes.TryAdd(category, codes.Count);
        double CodeOf(string? text) => text is null ? double.NaN : codes.GetValueOrDefault(text, double.NaN);
        var values = Array.ConvertAll(texts, CodeOf);
        return (new Feature(name, FeatureKind.Categorical) { Categories = categories }, values);
    }

    private IEnumerable<(Feature, double[])> Cyclic(CalendarFeature calendar)
    {
        var period = Period(calendar.Part);
        double Angle(long ticks) => 2 * Math.PI * Part(calendar.Part, Local(ticks, calendar)) / period;
        var angles = Array.ConvertAll(table.Times, Angle);
        yield return (new Feature($"{calendar.Name} sin"), Array.ConvertAll(angles, Math.Sin));
        yield return (new Feature($"{calendar.Name} cos"), Array.ConvertAll(angles, Math.Cos));
    }

    private DateTime Local(long rowTicks, CalendarFeature calendar)
    {
        var ticks = calendar.Of == CalendarTime.Target ? rowTicks + source.Horizon.Ticks : rowTicks;
        return new(ticks + source.Time.Zone.GetUtcOffset(new DateTime(ticks, DateTimeKind.Utc)).Ticks);
    }

    // Weeks start on Monday with 0; months and days of the year start with 1, as people count them.
    private static int Part(CalendarPart part, DateTime local)
    {
        var dayOfWeek = ((int)local.DayOfWeek + 6) % 7;
        return part switch
        {
            CalendarPart.Hour => local.Hour,
            CalendarPart.DayOfWeek => dayOfWeek,
            CalendarPart.HourOfWeek => 24 * dayOfWeek + local.Hour,
            CalendarPart.Month => local.Month,
            CalendarPart.DayOfYear => local.DayOfYear,
            CalendarPart.Weekend => dayOfWeek >= 5 ? 1 : 0,
            CalendarPart.MinuteOfDay => 60 * local.Hour + local.Minute,
            CalendarPart.DayOfMonth => local.Day,
            _ => throw new ArgumentOutOfRangeException(nameof(part), part, "is no part of the calendar"),
        };
    }

    private static double Period(CalendarPart part) => part switch
    {
        CalendarPart.Hour => 24,
        CalendarPart.DayOfWeek => 7,
        CalendarPart.HourOfWeek => 168,
        CalendarPart.Month => 12,
        CalendarPart.DayOfYear => 365.25,
        CalendarPart.Weekend => 2,
        CalendarPart.MinuteOfDay => 1_440,
        CalendarPart.DayOfMonth => 31,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "is no part of the calendar"),
    };

    private static double[] TargetOf(SourceFile source, Table table)
    {
        var values = table.Numbers(source.Target.Column);
        if (source.Target.Measure == TargetMeasure.Value) return values;
        var returns = RowGroups.Of(table, source.Key).Derive(
            values, series => source.HorizonRows is { } rows
                ? series.ChangeRows(rows, relative: true) : series.Change(source.Horizon.Ticks, relative: true));
        if (source.Target.Measure == TargetMeasure.Return) return returns;
        return Array.ConvertAll(returns, change => double.IsNaN(change) ? double.NaN : change > 0 ? 1 : 0);
    }
}
