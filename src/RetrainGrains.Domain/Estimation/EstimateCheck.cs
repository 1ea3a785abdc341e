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
            var missing = Missing(settings, estimation, outcomes);
            return EstimateReport.Silent(estimation.Version, missing) with
            {
                NotCompared = [NotCompared("errors", missing)],
            };
        }
        var window = WindowOf(task, settings, estimation, now);
        var records = ReconciledDays.Of(policy, estimation, buckets);
        var doubt = DoubtOf(records);
        PerformanceRule[] rules =
        [
            .. policy.Rules.Where(rule => rule.Segment is null && Metrics.AppliesTo(rule.Metric, task)
                && EstimationPolicy.CanEstimate(rule.Metric)),
        ];
        if (window.Rows < policy.MinimumOutcomes)
        {
            return new EstimateReport(estimation.Version, estimator.FittedAt, (int)window.Rows, [], records)
            {
                Doubt = doubt,
                NotCompared = [NotCompared("errors", $"{window.Rows} predictions in "
                    + $"{Formatted.Days(settings.Lookback)}, of at least {policy.MinimumOutcomes}")],
            };
        }
        var judged = rules.Where(rule => WhyUndefined(estimator, rule.Metric, window) is null)
            .Select(rule => Judge(settings, estimator, rule, window, doubt is null));
        var undefined = rules.Select(rule => rule.Metric).Distinct()
            .Select(metric => (Metric: metric, Reason: WhyUndefined(estimator, metric, window)));
        return new EstimateReport(
            estimation.Version, estimator.FittedAt, (int)window.Rows, [.. judged], records)
        {
            Doubt = doubt,
            NotCompared =
            [
                .. undefined.Where(one => one.Reason is not null)
                    .Select(one => NotCompared(Metrics.NameOf(one.Metric), one.Reason!)),
            ],
        };
    }

    private static string NotCompared(string subject, string reason) =>
        $"{subject} before outcomes cannot be compared: {reason}";

    // A metric needs a value on the rows of the fit, to be compared with, and one that is expected now.
    private static string? WhyUndefined(OutcomeEstimator estimator, Metric metric, ExpectedErrors window) =>
        estimator.Find(metric) is null
            ? $"it has no value, or no standard error, on the {estimator.Rows} outcomes of the fit"
        : !double.IsFinite(window.Of(metric))
            ? $"it has no expected value on {window.Rows} predictions: {Because(metric)}"
        : null;

    private static string Because(Metric metric) => metric switch
    {
        Metric.Precision => "class 1 was never predicted",
        Metric.Auc => "outcomes of one class only are expected",
        Metric.Recall => "no outcome of class 1 is expected",
        Metric.F1 => "class 1 was neither predicted nor is it expected",
        _ => "a prediction is beyond all numbers that can be summed",
    };

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

    private static EstimateEvidence Judge(
        EstimationPolicy settings, OutcomeEstimator estimator, PerformanceRule rule, ExpectedErrors window,
        bool trusted)
    {
        var (expected, reference) = (window.Of(rule.Metric), estimator.Find(rule.Metric)!);
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
