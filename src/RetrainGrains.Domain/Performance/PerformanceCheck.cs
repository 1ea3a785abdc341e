using MathNet.Numerics.Distributions;

namespace RetrainGrains.Domain.Performance;

/// <summary>
/// Have errors risen? A rule fires when the effect passes its limit and Welch's one-sided t-test on daily mean losses
/// (Welch 1947) finds the rise significant at the policy's level.
/// </summary>
public static class PerformanceCheck
{
    public static PerformanceReport Evaluate(PerformancePolicy policy, ErrorProfile? reference, WindowSummary current)
    {
        var outcomes = (int)current.Errors.Count;
        if (outcomes < policy.MinimumOutcomes) return PerformanceReport.Silent(outcomes);
        // Without a reference nothing is known of a rise, but bounds hold from the first day.
        var referenceSums = reference?.ToSums() ?? new ErrorSums(current.Errors.Task);
        var pValue = reference is null ? 1 : WelchUpperTail(reference.Losses, current.Losses);
        var evidence = policy.Rules
            .Where(rule => Metrics.AppliesTo(rule.Metric, current.Errors.Task))
            .Where(rule => rule.Kind == RuleKind.Bound || reference is not null)
            .Select(rule => Judge(policy, rule, referenceSums, current.Errors, pValue));
        return new PerformanceReport(outcomes, [.. evidence]);
    }

    /// <summary>
    /// The chance of a rise of daily losses like this one, or a larger one, when nothing has changed.
    /// </summary>
    public static double WelchUpperTail(LossByDay reference, LossByDay current)
    {
        if (reference.Days < 2 || current.Days < 2) return 1;
        var (a, b) = (reference.Variance / reference.Days, current.Variance / current.Days);
        if (a + b <= 0) return current.Mean > reference.Mean ? 0 : 1;
        var t = (current.Mean - reference.Mean) / Math.Sqrt(a + b);
        var freedom = (a + b) * (a + b) / (a * a / (reference.Days - 1) + b * b / (current.Days - 1));
        return 1 - StudentT.CDF(0, 1, freedom, t);
    }

    private static PerformanceEvidence Judge(
        PerformancePolicy policy, PerformanceRule rule, ErrorSums reference, ErrorSums current, double pValue)
    {
        var (before, now) = (Metrics.Of(reference, rule.Metric), Metrics.Of(current, rule.Metric));
        var worsening = Metrics.Worsening(rule.Metric, before, now);
        var beyond = rule.Kind == RuleKind.Bound
            ? (Metrics.HigherIsBetter(rule.Metric) ? now < rule.Limit : now > rule.Limit)
            : worsening > rule.Limit;
        // A bound is a promise about the level, not a claim of change: no significance of change is asked for.
        var sure = rule.Kind == RuleKind.Bound || pValue <= policy.Significance;
        return new PerformanceEvidence(
            rule.Metric, rule.Kind, before, now, worsening, rule.Limit, pValue, rule.Severity, beyond && sure);
    }
}
