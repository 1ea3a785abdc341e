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
    public double[] Outcomes =>
        RowGroups.Of(table, source.Key).Derive(Target, series => series.Shifted(-source.Horizon.Ticks));

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
                    columns.Add(Categorical(column, isWarmUp));
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
        LagFeature lag => Derive(lag, lag.Column, series => series.Shifted(lag.Steps * step.Ticks)),
        ChangeFeature change => Derive(
            change, change.Column, series => series.Change(change.Steps * step.Ticks, change.Relative)),
        RollingFeature rolling => Derive(rolling, rolling.Column, series => series.Rolling(
            rolling.Steps * step.Ticks, DelayOf(rolling), rolling.Statistic)),
        LastFeature last => Derive(last, null, series => series.LastKnown(delay)),
        CalendarFeature calendar => Array.ConvertAll(table.Times, ticks => (double)Part(calendar.Part, Local(ticks))),
        _ => throw new InvalidOperationException($"{feature} is no feature that can be computed"),
    };

    private double[] Derive(SourceFeature feature, string? column, Func<Series, double[]> derive) =>
        RowGroups.Of(table, feature.By).Derive(column is null ? Target : table.Numbers(column), derive);

    private long DelayOf(RollingFeature rolling)
    {
        if (rolling.Lag is { } lag) return lag * step.Ticks;
        var looksAtTarget = rolling.Column is null || rolling.Column == source.Target.Column;
        return looksAtTarget ? SourceRules.StepsUntilKnown(source, step) * step.Ticks : 0;
    }

    private (Feature, double[]) Categorical(ColumnFeature column, Func<int, bool> isWarmUp)
    {
        var texts = table.Texts(column.Column);
        var categories = column.Categories
            ?? [.. texts.Where((_, row) => isWarmUp(row)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        var codes = new Dictionary<string, double>();
        foreach (var category in categories) codes.TryAdd(category, codes.Count);
        double CodeOf(string? text) => text is null ? double.NaN : codes.GetValueOrDefault(text, double.NaN);
        var values = Array.ConvertAll(texts, CodeOf);
        return (new Feature(column.Name, FeatureKind.Categorical) { Categories = categories }, values);
    }

    private IEnumerable<(Feature, double[])> Cyclic(CalendarFeature calendar)
    {
        var period = Period(calendar.Part);
        double Angle(long ticks) => 2 * Math.PI * Part(calendar.Part, Local(ticks)) / period;
        var angles = Array.ConvertAll(table.Times, Angle);
        yield return (new Feature($"{calendar.Name} sin"), Array.ConvertAll(angles, Math.Sin));
        yield return (new Feature($"{calendar.Name} cos"), Array.ConvertAll(angles, Math.Cos));
    }

    private DateTime Local(long ticks) =>
        new(ticks + source.Time.Zone.GetUtcOffset(new DateTime(ticks, DateTimeKind.Utc)).Ticks);

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
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "is no part of the calendar"),
    };

    private static double[] TargetOf(SourceFile source, Table table)
    {
        var values = table.Numbers(source.Target.Column);
        if (source.Target.Measure == TargetMeasure.Value) return values;
        var returns = RowGroups.Of(table, source.Key).Derive(
            values, series => series.Change(source.Horizon.Ticks, relative: true));
        if (source.Target.Measure == TargetMeasure.Return) return returns;
        return Array.ConvertAll(returns, change => double.IsNaN(change) ? double.NaN : change > 0 ? 1 : 0);
    }
}
