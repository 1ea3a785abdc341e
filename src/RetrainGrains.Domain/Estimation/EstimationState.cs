using System.Text.Json.Serialization;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Estimation;

/// <summary>
/// How far the estimation of a champion's performance has come. It is kept with the evidence, and like it follows from
/// the observation log and the checks.
/// </summary>
public sealed record EstimationState(SemanticVersion Version)
{
    /// <summary>
    /// Outcomes after this place are for the next fit, which no version in service was trained on; null while none is
    /// wanted.
    /// </summary>
    public long? FitAfter { get; init; }
    public OutcomeEstimator? Estimator { get; init; }

    /// <summary>The last prediction that is counted in <see cref="Days"/>.</summary>
    public PredictionMark? Mark { get; init; }

    /// <summary>What the estimator has expected, day by day; stored beside the JSON of the rest.</summary>
    [JsonIgnore]
    public ImmutableArray<ExpectedDay> Days { get; init; } = [];

    /// <summary>
    /// The state for a model whose policy or champion may have changed: what was learned of one version says nothing of
    /// another.
    /// </summary>
    public static EstimationState? For(
        EstimationPolicy? policy, SemanticVersion? champion, EstimationState? before, long outcomes)
    {
        if (policy is null || champion is not { } version) return null;
        return before?.Version == version ? before : new EstimationState(version) { FitAfter = outcomes };
    }

    /// <summary>Wants another fit, on later outcomes, when the present one has been worse than it says.</summary>
    public EstimationState Review(PerformancePolicy policy, IEnumerable<HourBucket> buckets, long outcomes)
    {
        if (Estimator is null || FitAfter is not null) return this;
        var records = ReconciledDays.Of(policy, this, buckets);
        return records.Any(record => record.Overconfident) ? this with { FitAfter = outcomes } : this;
    }

    /// <summary>The place after which to read the rows of a fit that is due; null when none is.</summary>
    public long? RowsAfter(EstimationPolicy policy, FeatureSchema schema, long outcomes) =>
        FitAfter is { } after && outcomes - after >= policy.MinimumRows
            ? Math.Max(after, outcomes - EstimatorFit.RowsFor(policy, schema))
            : null;

    /// <summary>Goes on with a new estimator: it answers for the predictions from here on.</summary>
    public EstimationState With(OutcomeEstimator estimator) => this with
    {
        FitAfter = null,
        Estimator = estimator,
        Mark = Mark ?? PredictionMark.Before(estimator.FittedAt),
        Days = [],
    };
}
