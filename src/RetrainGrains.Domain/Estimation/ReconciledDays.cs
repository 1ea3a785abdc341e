using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Statistics.Estimation;

namespace RetrainGrains.Domain.Estimation;

/// <summary>
/// The comparison of the expected errors of days with the realised ones. It is computed anew at each check, from the
/// same hours as everything else, so that late outcomes make it more accurate.
/// </summary>
public static class ReconciledDays
{
    /// <summary>The number of newest days that count: an estimator is judged by its recent days.</summary>
    public const int DaysMax = 14;

    // One day outside of three standard errors may be chance.
    private const int FewestDays = 3;

    /// <summary>Computes one record for each metric that the rules use and that can be estimated.</summary>
    public static ImmutableArray<EstimateRecord> Of(
        PerformancePolicy policy, EstimationState estimation, IEnumerable<HourBucket> buckets)
    {
        if (policy.Estimation is not { } settings || estimation.Estimator is not { } estimator) return [];
        var realised = ByDay(estimation, buckets);
        return
        [
            .. policy.Rules.Select(rule => rule.Metric).Distinct()
                .Select(estimator.Find).OfType<MetricReference>()
                .Select(reference => RecordOf(settings, estimation, estimator, reference, realised)),
        ];
    }

    private static EstimateRecord RecordOf(
        EstimationPolicy settings, EstimationState estimation, OutcomeEstimator estimator, MetricReference reference,
        Dictionary<long, ErrorSums> realised)
    {
        var record = new EstimatorRecord();
        // Days that were estimated anew after a repair are no proof: the estimator has seen their outcomes.
        var fitted = ExpectedDay.DayOf(estimator.FittedAt);
        foreach (var reconciliation in estimation.Days.Reverse().TakeWhile(day => day.Day >= fitted)
            .Select(day => Reconcile(settings, estimator, reference, day, realised.GetValueOrDefault(day.Day)))
            .OfType<Reconciliation>().Take(DaysMax))
        {
            record = record.Add(reconciliation);
        }
        var days = (int)record.Reconciled;
        return new EstimateRecord(
            reference.Metric, days, record.Bias, record.MeanAbsoluteError, record.HeldShare,
            days >= FewestDays && record.IsOverconfident());
    }

    private static Reconciliation? Reconcile(
        EstimationPolicy settings, OutcomeEstimator estimator, MetricReference reference, ExpectedDay day,
        ErrorSums? realised)
    {
        if (realised is null || !IsComplete(settings, day.Errors.Rows, realised.Count)) return null;
        var (expected, came) = (day.Errors.Of(reference.Metric), Metrics.Of(realised, reference.Metric));
        if (!double.IsFinite(expected) || !double.IsFinite(came)) return null;
        var estimate = new PerformanceEstimate(
            expected, reference.StandardError(realised.Count, estimator.Rows), (int)day.Errors.Rows);
        return new Reconciliation(estimate, estimate.Interval(settings.Deviations), came, (int)realised.Count);
    }

    // In both directions: on the day of a fit or a promotion there are outcomes of rows that were not estimated.
    private static bool IsComplete(EstimationPolicy settings, double estimated, double outcomes) =>
        outcomes >= settings.Coverage * estimated && estimated >= settings.Coverage * outcomes && outcomes > 0;

    private static Dictionary<long, ErrorSums> ByDay(EstimationState estimation, IEnumerable<HourBucket> buckets)
    {
        var estimated = estimation.Days.Select(day => day.Day).ToHashSet();
        var days = new Dictionary<long, ErrorSums>();
        foreach (var bucket in buckets)
        {
            var day = HourBucket.DayOf(bucket.Hour);
            if (!estimated.Contains(day)) continue;
            if (!days.TryGetValue(day, out var sums)) days[day] = sums = new ErrorSums(bucket.Served.Answer);
            sums.Merge(bucket.Served);
        }
        return days;
    }
}
