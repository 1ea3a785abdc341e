using System.Text.Json.Serialization;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Estimation;

/// <summary>
/// The state of the estimation of a champion's performance. It is kept with the learned state and, like it, can be
/// derived from the observation log and the checks.
/// </summary>
public sealed record EstimationState(SemanticVersion Version)
{
    /// <summary>
    /// The place in the stored order after which outcomes are for the next fit, since no version in service was trained
    /// on them; null while none is needed.
    /// </summary>
    public long? FitAfter { get; init; }

    /// <summary>
    /// The place after which outcomes are for any fit; null in states that were stored before it was remembered.
    /// </summary>
    public long? Since { get; init; }

    /// <summary>
    /// Returns true when facts were repaired that the estimator has learned from: the next one takes its place in what
    /// was estimated, too.
    /// </summary>
    public bool IsRepaired { get; init; }
    public OutcomeEstimator? Estimator { get; init; }

    /// <summary>The last prediction that is counted in <see cref="Days"/>.</summary>
    public PredictionMark? Mark { get; init; }

    /// <summary>The estimator's expectations, day by day; stored separately from the JSON of the rest.</summary>
    [JsonIgnore]
    public ImmutableArray<ExpectedDay> Days { get; init; } = [];

    /// <summary>
    /// Adapts the state to a model whose policy or champion may have changed: the estimates of one version say nothing
    /// about another.
    /// </summary>
    public static EstimationState? For(
        EstimationPolicy? policy, SemanticVersion? champion, EstimationState? before, long outcomes)
    {
        if (policy is null || champion is not { } version) return null;
        return before?.Version == version ? before : Starting(version, outcomes);
    }

    /// <summary>
    /// Requests another fit, on later outcomes, when the present one has been less accurate than stated.
    /// </summary>
    public EstimationState Review(PerformancePolicy policy, IEnumerable<HourBucket> buckets, long outcomes)
    {
        if (Estimator is null || FitAfter is not null) return this;
        var records = ReconciledDays.Of(policy, this, buckets);
        return records.Any(record => record.Overconfident) ? this with { FitAfter = outcomes, Since = outcomes } : this;
    }

    /// <summary>
    /// Requests another fit, on the outcomes as they are now, after facts were repaired. Until then, and where too few
    /// are left for it, the estimates go on: an estimator of many rows is not wrong for some of them.
    /// </summary>
    public EstimationState Repaired(long outcomes) => Estimator is null
        ? this
        : this with { FitAfter = FitAfter ?? Since ?? outcomes, IsRepaired = true };

    /// <summary>
    /// Counts predictions from the day of a time on again, some of which are no longer there. Nor is the last one known
    /// by its id then, which may have told whose it was.
    /// </summary>
    public EstimationState Recounting(DateTimeOffset from)
    {
        if (Mark is not { } mark || from > mark.At) return this;
        var day = ExpectedDay.DayOf(from);
        var first = Days.IsEmpty ? ExpectedDay.DayOf(mark.At) : Math.Min(Days[0].Day, ExpectedDay.DayOf(mark.At));
        return this with
        {
            Mark = PredictionMark.Before(ExpectedDay.Start(Math.Max(day, first))),
            Days = [.. Days.Where(held => held.Day < day)],
        };
    }

    /// <summary>Finds the place after which to read the rows of a due fit; null when none is due.</summary>
    public long? RowsAfter(EstimationPolicy policy, FeatureSchema schema, long outcomes) =>
        FitAfter is { } after && outcomes - after >= policy.MinimumRows
            ? Math.Max(after, outcomes - EstimatorFit.RowsFor(policy, schema))
            : null;

    /// <summary>
    /// Continues with a new estimator, which is used for the predictions from here on; one of repaired facts also for
    /// those that were counted before.
    /// </summary>
    public EstimationState With(OutcomeEstimator estimator)
    {
        var before = IsRepaired && !Days.IsEmpty ? Recounting(ExpectedDay.Start(Days[0].Day)) : this;
        return before with
        {
            FitAfter = null,
            IsRepaired = false,
            Estimator = estimator,
            Mark = before.Mark ?? PredictionMark.Before(estimator.FittedAt),
            Days = [],
        };
    }

    private static EstimationState Starting(SemanticVersion version, long outcomes) =>
        new(version) { FitAfter = outcomes, Since = outcomes };
}
