using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Sources;

/// <summary>
/// The rules that a readable source file must still obey; above all that nothing is used before it is known: the
/// target's value at time t is known at t + outcomeDelay, so its lags must be at least that long.
/// </summary>
public static class SourceRules
{
    /// <summary>The most rows of one stream: as many as a training set may hold.</summary>
    public const int RowsMax = 5_000_000;

    /// <summary>The most rows ahead that a target may be.</summary>
    public const int HorizonRowsMax = 10_000;

    private static readonly TimeSpan SpanMax = TimeSpan.FromDays(3_650);

    public static IEnumerable<Problem> Check(SourceFile source) =>
    [
        .. Spans(source),
        .. Names(source),
        .. AggregationRules.Check(source),
        .. KnownStep(source) is { Ticks: > 0 } step ? Leakage(source, step) : [],
    ];

    /// <summary>The step that the source file states; null: it is to be found in the data.</summary>
    public static TimeSpan? KnownStep(SourceFile source) =>
        source.Aggregation?.Step ?? (source.Time as TimeStep)?.Step ?? source.Step;

    /// <summary>The fewest steps back at which the target's value is known.</summary>
    public static int StepsUntilKnown(SourceFile source, TimeSpan step) =>
        (int)((source.OutcomeDelay.Ticks + step.Ticks - 1) / step.Ticks);

    public static IEnumerable<Problem> Leakage(SourceFile source, TimeSpan step)
    {
        if (source.Horizon.Ticks % step.Ticks != 0)
        {
            yield return Problem.Of("source.horizon", source.Horizon, $"must be a whole number of steps of {step}");
        }
        var least = StepsUntilKnown(source, step);
        for (var i = 0; i < source.Features.Length; i++)
        {
            if (TargetLag(source, source.Features[i]) is not { } steps || steps >= least) continue;
            // Rows that are some time apart are held to it one by one: a value that is not known yet is missing.
            if (source.Features[i].CountsRows && steps > 0) continue;
            yield return Problem.Of($"source.features[{i}] ({source.Features[i].Name})", $"{steps} steps back",
                $"must look at least {least} steps of {step} back: "
                + $"the target is known {source.OutcomeDelay} after its time");
        }
    }

    // How far back a feature looks at the target; null: it does not look at it, or takes what is known.
    private static int? TargetLag(SourceFile source, SourceFeature feature) => feature switch
    {
        ColumnFeature column when column.Column == source.Target.Column => 0,
        LagFeature lag when IsTarget(source, lag.Column) => lag.Steps,
        ChangeFeature change when IsTarget(source, change.Column) => 0,
        RollingFeature { Lag: { } lag } rolling when IsTarget(source, rolling.Column) => lag,
        _ => null,
    };

    private static bool IsTarget(SourceFile source, string? column) => column is null || column == source.Target.Column;

    private static IEnumerable<Problem> Spans(SourceFile source)
    {
        var step = KnownStep(source);
        if (step <= TimeSpan.Zero) yield return Problem.Of("source.step", step, "must be positive");
        if (source.Horizon < TimeSpan.Zero || source.Horizon > SpanMax)
        {
            yield return Problem.Of("source.horizon", source.Horizon, "must be between 0 and ten years");
        }
        if (source.OutcomeDelay < TimeSpan.Zero || source.OutcomeDelay > SpanMax)
        {
            yield return Problem.Of("source.outcomeDelay", source.OutcomeDelay, "must be between 0 and ten years");
        }
        if (source.WarmUp.Span is { } span && (span <= TimeSpan.Zero || span > SpanMax))
        {
            yield return Problem.Of("source.warmUp", span, "must be positive and at most ten years");
        }
        if (source.HorizonRows is { } rows)
        {
            if (source.Horizon != TimeSpan.Zero)
                yield return Problem.Of("source.horizonRows", rows, "must be given without horizon");
            foreach (var of in source.Features.OfType<CalendarFeature>().Where(one => one.Of == CalendarTime.Target))
            {
                yield return Problem.Of($"source.features ({of.Name})", "target",
                    "needs a horizon: when a later row will come is not known beforehand");
            }
            yield break;
        }
        if (source.Horizon == TimeSpan.Zero && source.OutcomeDelay == TimeSpan.Zero)
        {
            yield return Problem.Of("source.outcomeDelay", source.OutcomeDelay,
                "must be positive when the horizon is 0: an outcome that is known at once needs no prediction");
        }
        if (source.Horizon == TimeSpan.Zero && source.Target.Measure != TargetMeasure.Value)
        {
            yield return Problem.Of("source.horizon", source.Horizon, "must be positive for a return or a direction");
        }
    }

    private static IEnumerable<Problem> Names(SourceFile source)
    {
        if (source.Joins.Any(join => join.Optional) && source.Missing.IsEmpty)
        {
            yield return Problem.Of("source.missing", "",
                "must name a text for a missing value: an optional join can leave values missing");
        }
        if (source.Features.Length == 0) yield return Problem.Of("source.features", "0", "must list a feature");
        foreach (var name in source.Features.GroupBy(feature => feature.Name).Where(same => same.Count() > 1))
        {
            yield return Problem.Of("source.features", name.Key, "must be a unique name");
        }
        if (source.LastValue is not { } last) yield break;
        if (!source.Features.Any(feature => feature.Name == last && HoldsTarget(source, feature)))
        {
            yield return Problem.Of("source.lastValue", last, "must name a feature that is the target or a lag of it");
        }
    }

    private static bool HoldsTarget(SourceFile source, SourceFeature feature) => feature switch
    {
        LastFeature => true,
        LagFeature lag => lag.Column is null || lag.Column == TargetColumn(source),
        ColumnFeature { IsText: false } column => column.Column == TargetColumn(source),
        _ => false,
    };

    private static string? TargetColumn(SourceFile source) =>
        source.Target.Measure == TargetMeasure.Value ? source.Target.Column : null;
}
