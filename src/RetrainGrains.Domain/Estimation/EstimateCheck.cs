using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Estimation;

/// <summary>
/// The check whether errors are about to rise: the performance rules' limits, applied to the expected errors of
/// predictions whose outcomes are not known yet. A rule fires when the effect passes its limit, chance does not explain
/// it, and the estimator has been accurate on days whose outcomes are known.
/// </summary>
public static class EstimateCheck
{
    /// <summary>Evaluates the rules on the expected errors; null when estimation is switched off.</summary>
    public static EstimateReport? Evaluate(
        PerformancePolicy policy, PredictionTask task, EstimationState? held, long outcomes,
        IReadOnlyCollection<HourBucket> buckets, DateTimeOffset now)
    {
        if (policy.Estimation is not { } settings || held is not { } estimation) return null;
        if (estimation.Estimator is not { } estimator)
        {
            return EstimateReport.Silent(estimation.Version, Missing(settings, estimation, outcomes));
        }
        var window = WindowOf(task, settings, estimation, now);
        var records = ReconciledDays.Of(policy, estimation, buckets);
        var doubt = DoubtOf(records);
        var judged = window.Rows < policy.MinimumOutcomes
            ? []
            : policy.Rules.Where(rule => rule.Segment is null)
                .Select(rule => Judge(settings, estimator, rule, window, doubt is null));
        return new EstimateReport(
            estimation.Version, estimator.FittedAt, (int)window.Rows, [.. judged.OfType<EstimateEvidence>()], records)
        {
            Doubt = doubt,
        };
    }

    // Whole days, and the current part of today.
    private static ExpectedErrors WindowOf(
        PredictionTask task, EstimationPolicy settings, EstimationState estimation, DateTimeOffset now)
    {
        var window = new ExpectedErrors(task);
        var from = ExpectedDay.DayOf(now - settings.Lookback) + 1;
        foreach (var day in estimation.Days.Where(day => day.Day >= from)) window.Merge(day.Errors);
        return window;
    }

    private static string Missing(EstimationPolicy settings, EstimationState estimation, long outcomes) =>
        $"{outcomes - estimation.FitAfter} outcomes since {estimation.Version} was promoted; a fit needs "
        + $"{settings.MinimumRows} whose predictions are within {Formatted.Days(settings.Window)}";

    private static string? DoubtOf(ImmutableArray<EstimateRecord> records)
    {
        var broken = records.FirstOrDefault(record => record.Overconfident);
        return broken is null
            ? null
            : $"estimates of {Metrics.NameOf(broken.Metric)} were within their band on "
                + $"{Formatted.Percent(broken.HeldShare)} "
                + $"of {broken.Days} days with outcomes, off by {Formatted.Number(broken.MeanAbsoluteError)} on "
                + $"average: the concept has changed, or inputs are where the reference never was";
    }

    private static EstimateEvidence? Judge(
        EstimationPolicy settings, OutcomeEstimator estimator, PerformanceRule rule, ExpectedErrors window,
        bool trusted)
    {
        var expected = window.Of(rule.Metric);
        if (estimator.Find(rule.Metric) is not { } reference || !double.IsFinite(expected)) return null;
        var reach = settings.Deviations * reference.StandardError(window.Rows, estimator.Rows);
        var worsening = Metrics.Worsening(rule.Metric, reference.Value, expected);
        var higherIsBetter = Metrics.HigherIsBetter(rule.Metric);
        var bar = rule.Kind == RuleKind.Bound ? rule.Limit : reference.Value;
        var beyond = rule.Kind == RuleKind.Bound
            ? (higherIsBetter ? expected < bar : expected > bar)
            : worsening > rule.Limit;
        var sure = higherIsBetter ? expected + reach < bar : expected - reach > bar;
        return new EstimateEvidence(
            rule.Metric, rule.Kind, reference.Value, expected, expected - reach, expected + reach, worsening,
            rule.Limit, settings.Severity, beyond && sure && trusted);
    }
}
