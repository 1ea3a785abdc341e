using RetrainGrains.Learning.Data;

namespace RetrainGrains.Sources.Guessing;

/// <summary>Lists the features of earlier rows and of the calendar that may pay, by what they are.</summary>
internal sealed class DerivedCandidates
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly GuessedSource draft;
    private readonly HashSet<string> taken;
    private readonly bool countsRows;
    private readonly string target;
    private readonly string by;

    // Steps of a day, of a week, and from a row to the time that it asks for.
    private readonly int day;
    private readonly int week;
    private readonly int ahead;

    private DerivedCandidates(GuessedSource draft, string targetColumn, bool countsRows)
    {
        (this.draft, this.countsRows) = (draft, countsRows);
        taken = [.. draft.Features.Used.Select(feature => feature.Name)];
        var name = targetColumn;
        target = draft.Measure == TargetMeasure.Value ? name : $"change of {name}";
        by = draft.Key.IsEmpty ? "" : $", \"by\": {GuessText.List(draft.Key)}";
        day = countsRows ? 0 : (int)Math.Max(1, Day / draft.Step);
        week = countsRows ? 0 : (int)Math.Max(1, 7 * Day / draft.Step);
        ahead = (int)(draft.Horizon / draft.Step);
    }

    /// <summary>Lists them in groups that are tried together, those first on which others rest.</summary>
    /// <param name="draft">The source file without them.</param>
    /// <param name="target">The target's column.</param>
    /// <param name="countsRows">True where rows come when they come.</param>
    /// <param name="others">The columns beside the key whose rows belong together.</param>
    public static ImmutableArray<FeatureGroup> Of(
        GuessedSource draft, string target, bool countsRows, IEnumerable<string> others)
    {
        var candidates = new DerivedCandidates(draft, target, countsRows);
        return
        [
            .. candidates.OfTarget().Concat(candidates.ByOthers(others)).Concat(candidates.OfChanges())
                .Concat(candidates.OfCalendar()).Where(group => !group.Features.IsEmpty),
        ];
    }

    private IEnumerable<FeatureGroup> OfTarget()
    {
        var suffix = draft.Key.IsEmpty ? "" : $", same {string.Join(" and ", draft.Key)}";
        yield return Group($"{target} last known",
            new DerivedFeature(Unique($"{target} last known{suffix}"), $"\"last\": true{by}", IsLastValue: true));
        int[] back = countsRows ? [1, 2, 3] : day >= 24 ? [1, 2, 3, day / 4, day / 2] : [1, 2, 3];
        yield return Group("values before", [.. back.Select(steps => Lag(steps, suffix))]);
        if (draft.Target.Task != PredictionTask.MulticlassClassification)
        {
            int[] spans = countsRows ? [5, 20] : day >= 4 ? [day / 4, day] : [7, 28];
            yield return Group("means", [.. spans.Select(span => Rolling(span, "mean", suffix))]);
            yield return Group("spread", Rolling(countsRows ? 20 : day >= 4 ? day : 28, "std", suffix));
        }
        if (day > 1) yield return Group("a day before", Lag(day - ahead % day, suffix));
        if (week > 1) yield return Group("a week before", Lag(week - ahead % week, suffix));
    }

    private IEnumerable<FeatureGroup> ByOthers(IEnumerable<string> columns) => columns.Select(column => Group(
        $"means by {column}", [.. new[] { 10, 40 }.Select(rows => new DerivedFeature(
            Unique($"{target}, mean of {rows} rows, same {column}"),
            $"\"rolling\": {{ \"rows\": {rows} }}, \"by\": {GuessText.List([column])}"))]));

    // A level drifts, and its changes do not.
    private IEnumerable<FeatureGroup> OfChanges()
    {
        if (draft.Measure == TargetMeasure.Value || countsRows) yield break;
        foreach (var column in draft.File.Columns.Where(column => column.IsNumeric(draft.File.DecimalComma)
            && !draft.Time.Columns.Contains(column.Name) && !column.IsCounter && !column.OnlyGrows))
        {
            int[] spans = [.. new[] { 1, 3, day / 4, day, week }.Where(span => span > 0).Distinct()];
            yield return Group($"changes of {column.Name}", [.. spans.Select(steps => new DerivedFeature(
                Unique($"{column.Name}, change over {Span(steps)}"),
                $"\"change\": {{ \"column\": {GuessText.Quote(column.Name)}, \"steps\": {steps}, \"relative\": true }}"
                + by))]);
        }
    }

    private IEnumerable<FeatureGroup> OfCalendar()
    {
        if (draft.Time.IsMadeUp) yield break;
        var of = draft.Horizon > TimeSpan.Zero ? ", \"of\": \"target\"" : "";
        FeatureGroup Calendar(string name, string part) =>
            Group(name, new DerivedFeature(Unique(name), $"\"calendar\": \"{part}\"{of}"));
        if (draft.Step < Day) yield return Calendar("hour", "hour");
        if (draft.Step <= Day) yield return Calendar("day of week", "dayOfWeek");
        yield return Calendar("month", "month");
    }

    private DerivedFeature Lag(int steps, string suffix) => new(
        Unique($"{target} {Span(steps)} ago{suffix}"), $"\"lag\": {{ \"{Unit}\": {steps} }}{by}");

    private DerivedFeature Rolling(int steps, string statistic, string suffix) => new(
        Unique($"{target}, {statistic} of {Span(steps)}{suffix}"),
        $"\"rolling\": {{ \"{Unit}\": {steps}{Statistic(statistic)} }}{by}");

    private static string Statistic(string statistic) =>
        statistic == "mean" ? "" : $", \"statistic\": \"{statistic}\"";

    private string Unit => countsRows ? "rows" : "steps";

    private string Span(int steps) =>
        countsRows ? steps == 1 ? "1 row" : $"{steps} rows" : GuessText.Span(draft.Step * steps);

    private string Unique(string name)
    {
        while (!taken.Add(name)) name += "'";
        return name;
    }

    private static FeatureGroup Group(string told, params ImmutableArray<DerivedFeature> features) =>
        new(told, [.. features.DistinctBy(feature => feature.Definition)]);
}
