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
        return before?.Version == version ? before : new EstimationState(version) { FitAfter = outcomes };
    }

    /// <summary>
    /// Requests another fit, on later outcomes, when the present one has been less accurate than stated.
    /// </summary>
    public EstimationState Review(PerformancePolicy policy, IEnumerable<HourBucket> buckets, long outcomes)
    {
        if (Estimator is null || FitAfter is not null) return this;
        var records = ReconciledDays.Of(policy, this, buckets);
        return records.Any(record => record.Overconfident) ? this with { FitAfter = outcomes } : this;
    }

    /// <summary>Finds the place after which to read the rows of a due fit; null when none is due.</summary>
    public long? RowsAfter(EstimationPolicy policy, FeatureSchema schema, long outcomes) =>
        FitAfter is { } after && outcomes - after >= policy.MinimumRows
            ? Math.Max(after, outcomes - EstimatorFit.RowsFor(policy, schema))
            : null;

    /// <summary>Continues with a new estimator, which is used for the predictions from here on.</summary>
    public EstimationState With(OutcomeEstimator estimator) => this with
    {
        FitAfter = null,
        Estimator = estimator,
        Mark = Mark ?? PredictionMark.Before(estimator.FittedAt),
        Days = [],
    };
}
