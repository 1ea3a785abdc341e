using MathNet.Numerics.Distributions;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Performance;

/// <summary>
/// The check for risen errors. A rule fires when the effect passes its limit and Welch's one-sided t-test on daily mean
/// losses (Welch 1947) finds the rise significant at the policy's level. All rows together and each segment of a rule
/// are a test each, and share the level (Bonferroni); metrics of returns are tested on daily returns.
/// </summary>
public static class PerformanceCheck
{
    public static PerformanceReport Evaluate(PerformancePolicy policy, ErrorProfile? reference, WindowSummary current)
    {
        var rules = policy.Rules.Where(rule => Metrics.AppliesTo(rule.Metric, current.Errors.Task)).ToArray();
        Subject[] subjects =
        [
            .. SubjectsOf(reference, current)
                .Where(subject => subject.Current.Count >= policy.MinimumOutcomes && rules.Any(subject.IsOf)),
        ];
        // The number of rows of a subject is independent of their losses, so only tests that are made share the level.
        var tests = subjects.Sum(subject => subject.TestsFor(rules));
        var level = policy.Significance >= 1 ? policy.Significance : policy.Significance / Math.Max(1, tests);
        var evidence = subjects.SelectMany(subject => rules.Where(subject.IsOf)
            // Without a reference a rise cannot be judged, but bounds hold from the first day.
            .Where(rule => rule.Kind == RuleKind.Bound || subject.Reference is not null)
            .Select(rule => Judge(policy, rule, subject, level) with
            {
                Level = tests > 1 ? level : null,
                HoursLeftOut = current.HoursLeftOut > 0 ? current.HoursLeftOut : null,
            }));
        return new PerformanceReport((int)current.Errors.Count, [.. evidence]);
    }

    /// <summary>
    /// Computes the chance of a rise of daily losses like this one, or a larger one, when nothing has changed.
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

    private static IEnumerable<Subject> SubjectsOf(ErrorProfile? reference, WindowSummary current)
    {
        yield return new Subject(
            null, reference, current.Errors, current.Days, current.Losses, current.ReturnLosses);
        foreach (var (segment, window) in current.Segments)
        {
            yield return new Subject(
                segment, reference?.Find(segment), window.Errors, window.Days, window.Losses, window.ReturnLosses);
        }
    }

    private static PerformanceEvidence Judge(
        PerformancePolicy policy, PerformanceRule rule, Subject subject, double level)
    {
        var hours = policy.Returns?.HoursPerYear ?? ReturnPolicy.AllHours;
        var before = subject.Reference is { } reference
            ? Metrics.Of(reference.ToSums(), rule.Metric, hours)
            : double.NaN;
        var now = Metrics.Of(subject.Current, rule.Metric, hours);
        var worsening = Metrics.Worsening(rule.Metric, before, now);
        var undefined = WhyUndefined(rule, subject, worsening, hours);
        var beyond = undefined is null && (rule.Kind == RuleKind.Bound
            ? !Metrics.Keeps(rule.Metric, now, rule.Limit)
            : worsening > rule.Limit);
        var pValue = subject.PValueOf(rule.Metric);
        // A bound is a requirement on the level and not a claim of change: it needs no significance.
        var sure = rule.Kind == RuleKind.Bound || pValue <= level;
        var interval = MetricInterval.Of(rule.Metric, subject.Current, subject.Days, hours);
        return new PerformanceEvidence(
            rule.Metric, rule.Kind, before, now, worsening, rule.Limit, pValue, rule.Severity, beyond && sure)
        {
            Lower = interval.Lower,
            Upper = interval.Upper,
            Segment = subject.Segment,
            Undefined = undefined,
        };
    }

    private static string? WhyUndefined(PerformanceRule rule, Subject subject, double worsening, double hours)
    {
        if (Metrics.WhyUndefined(subject.Current, rule.Metric, hours) is { } now) return now;
        if (rule.Kind == RuleKind.Bound || !double.IsNaN(worsening)) return null;
        return subject.Reference is { } reference
            && Metrics.WhyUndefined(reference.ToSums(), rule.Metric, hours) is { } before
                ? $"{before} in its reference"
                : "its reference has no finite value";
    }

    // The rows that are judged together: all of them, or those of a segment.
    private sealed record Subject(
        string? Segment, ErrorProfile? Reference, ErrorSums Current, IReadOnlyCollection<ErrorSums> Days,
        LossByDay Losses, LossByDay ReturnLosses)
    {
        public bool IsOf(PerformanceRule rule) => Segment is null
            ? rule.Segment is null
            : rule.Segment is { } asked && SegmentPolicy.Means(asked, Segment);

        // One test of the losses and one of the returns, as far as rules use them.
        public int TestsFor(IEnumerable<PerformanceRule> rules) => Reference is null
            ? 0
            : rules.Where(rule => rule.Kind == RuleKind.Worsening && IsOf(rule))
                .Select(rule => Metrics.IsOfReturns(rule.Metric)).Distinct().Count();

        public double PValueOf(Metric metric)
        {
            if (Reference is not { } before) return 1;
            return !Metrics.IsOfReturns(metric) ? WelchUpperTail(before.Losses, Losses)
                : before.ReturnLosses is { } lost ? WelchUpperTail(lost, ReturnLosses)
                : 1;
        }
    }
}
