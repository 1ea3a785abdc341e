using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Performance;

/// <summary>The way in which a rule compares a metric.</summary>
public enum RuleKind
{
    /// <summary>A limit on the worsening, as a share of the reference.</summary>
    Worsening = 0,

    /// <summary>A limit on the metric itself (from below; from above for errors), whatever the reference.</summary>
    Bound = 1,
}

/// <summary>A threshold on one metric.</summary>
public sealed record PerformanceRule(Metric Metric, RuleKind Kind, double Limit, Severity Severity)
{
    /// <summary>
    /// The segments that the rule applies to: each segment of a feature ("station"), or one of them
    /// ("station=Harbour"); all rows together when null.
    /// </summary>
    public string? Segment { get; init; }

    public IEnumerable<Problem> Validate(string path)
    {
        if (!Enum.IsDefined(Metric)) yield return Problem.Of($"{path}.metric", Metric, "must be a metric");
        if (!double.IsFinite(Limit)) yield return Problem.Of($"{path}.limit", Limit, "must be finite");
    }
}

/// <summary>The settings of the check for risen errors.</summary>
public sealed record PerformancePolicy
{
    /// <summary>
    /// The rules. By default the thresholds of the source documents: RMSE +15 %, accuracy −10 %, R² −5 %, MAE +10 % as
    /// a warning.
    /// </summary>
    public ImmutableArray<PerformanceRule> Rules { get; init; } =
    [
        new(Metric.Rmse, RuleKind.Worsening, 0.15, Severity.Critical),
        new(Metric.R2, RuleKind.Worsening, 0.05, Severity.Critical),
        new(Metric.Mae, RuleKind.Worsening, 0.10, Severity.Warning),
        new(Metric.Accuracy, RuleKind.Worsening, 0.10, Severity.Critical),
    ];

    /// <summary>The length of the window: a week holds every hour of the day and every day of the week.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The number of outcomes below which a window is not judged.</summary>
    public int MinimumOutcomes { get; init; } = 50;

    /// <summary>
    /// The level at which a worsening must also be significant (Welch's test on daily losses), since otherwise a noisy
    /// week is mistaken for a rise. All rows and the segments of rules share it (Bonferroni). 1 switches the test off
    /// and gives the sources' literal rule.
    /// </summary>
    public double Significance { get; init; } = 0.01;

    /// <summary>
    /// The age below which rows are left out: when outcomes arrive late, the young rows with an outcome are those that
    /// were decided fast, and are not typical. Zero is for outcomes that all arrive at once.
    /// </summary>
    public TimeSpan Maturity { get; init; }

    /// <summary>
    /// The features whose values are judged as segments; none by default, since each costs storage and power.
    /// </summary>
    public ImmutableArray<SegmentPolicy> Segments { get; init; } = [];

    /// <summary>The definition of a return; null when predictions earn nothing.</summary>
    public ReturnPolicy? Returns { get; init; }

    /// <summary>Finds the first hour whose rows are too young to be judged.</summary>
    public long MatureBefore(DateTimeOffset now) =>
        Maturity > TimeSpan.Zero ? HourBucket.HourOf(now - Maturity) : HourBucket.HourOf(now) + 1;

    /// <summary>
    /// The settings of the estimation before outcomes are known. Switched off by default, since all predictions are
    /// read a second time, which pays only when outcomes are late; switched off when null.
    /// </summary>
    public EstimationPolicy? Estimation { get; init; }

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Rules.SelectMany((rule, i) => rule.Validate($"{path}.rules[{i}]")),
        .. Rules.SelectMany((rule, i) => SettingsOf(rule, $"{path}.rules[{i}]")),
        .. Segments.SelectMany((segment, i) => segment.Validate($"{path}.segments[{i}]")),
        .. Limits.Check($"{path}.segments", Segments.Length, 0, SegmentPolicy.FeaturesMax),
        .. Segments.GroupBy(segment => segment.Feature).Where(same => same.Count() > 1)
            .Select(same => Problem.Of($"{path}.segments", same.Key, "must not name a feature twice")),
        .. Limits.Check($"{path}.maturity", Maturity, TimeSpan.Zero, TimeSpan.FromDays(60)),
        .. Returns?.Validate($"{path}.returns") ?? [],
        .. Limits.Check($"{path}.window", Window, TimeSpan.FromHours(1), TimeSpan.FromDays(60)),
        .. Limits.Check($"{path}.minimumOutcomes", MinimumOutcomes, 1, 1_000_000),
        .. Limits.Check($"{path}.significance", Significance, 1e-9, 1),
        .. Estimation?.Validate($"{path}.estimation", Rules) ?? [],
    ];

    /// <summary>
    /// Finds the settings that do not fit the model: features that it does not have, and more segments than allowed.
    /// </summary>
    public IEnumerable<Problem> ValidateFor(FeatureSchema schema, string path)
    {
        Problem[] problems =
        [
            .. Segments.SelectMany((segment, i) => segment.ValidateFor(schema, $"{path}.segments[{i}]")),
            .. Returns?.ValidateFor(schema, $"{path}.returns") ?? [],
            .. Estimation is not null && schema.Task == PredictionTask.MulticlassClassification
                ? [Problem.Of($"{path}.estimation", schema.Task, "needs regression or binary classification")]
                : Array.Empty<Problem>(),
        ];
        if (problems.Length > 0) return problems;
        var names = SegmentPlan.Of(Segments, schema).All;
        return
        [
            .. names.Length > SegmentPolicy.SegmentsMax
                ? [Problem.Of($"{path}.segments", names.Length,
                    $"must be at most {SegmentPolicy.SegmentsMax} in all: list the values to watch")]
                : Array.Empty<Problem>(),
            .. Rules.Where(rule => rule.Segment is { } asked
                    && !names.Any(segment => SegmentPolicy.Means(asked, segment.Name)))
                .Select(rule => Problem.Of($"{path}.rules", rule.Segment, "must mean a segment that is watched")),
        ];
    }

    private IEnumerable<Problem> SettingsOf(PerformanceRule rule, string path)
    {
        if (Metrics.IsOfReturns(rule.Metric) && Returns is null)
        {
            yield return Problem.Of($"{path}.metric", rule.Metric, "needs performance.returns");
        }
        if (rule.Segment is { } asked && !Segments.Any(segment => segment.IsAskedBy(asked)))
        {
            yield return Problem.Of($"{path}.segment", rule.Segment, "must be of a feature in performance.segments");
        }
    }
}
