namespace RetrainGrains.Domain.Performance;

/// <summary>How a rule compares a metric.</summary>
public enum RuleKind
{
    /// <summary>Worse than the reference by more than the limit, a share of the reference.</summary>
    Worsening = 0,

    /// <summary>Below the limit (above it, for errors), whatever the reference.</summary>
    Bound = 1,
}

/// <summary>One threshold on one metric.</summary>
public sealed record PerformanceRule(Metric Metric, RuleKind Kind, double Limit, Severity Severity)
{
    public IEnumerable<Problem> Validate(string path)
    {
        if (!Enum.IsDefined(Metric)) yield return Problem.Of($"{path}.metric", Metric, "must be a metric");
        if (!double.IsFinite(Limit)) yield return Problem.Of($"{path}.limit", Limit, "must be finite");
    }
}

/// <summary>When errors count as risen.</summary>
public sealed record PerformancePolicy
{
    /// <summary>
    /// Thresholds of the source documents: RMSE +15 %, accuracy −10 %, R² −5 %, MAE +10 % as a warning.
    /// </summary>
    public ImmutableArray<PerformanceRule> Rules { get; init; } =
    [
        new(Metric.Rmse, RuleKind.Worsening, 0.15, Severity.Critical),
        new(Metric.R2, RuleKind.Worsening, 0.05, Severity.Critical),
        new(Metric.Mae, RuleKind.Worsening, 0.10, Severity.Warning),
        new(Metric.Accuracy, RuleKind.Worsening, 0.10, Severity.Critical),
    ];

    /// <summary>Evidence looks back this far: a week holds every hour of the day and every day of the week.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Outcomes below which a window says nothing.</summary>
    public int MinimumOutcomes { get; init; } = 50;

    /// <summary>
    /// A worsening must also be significant at this level (Welch's test on daily losses), else a noisy week is taken
    /// for decay. 1 switches the guard off and gives the sources' literal rule.
    /// </summary>
    public double Significance { get; init; } = 0.01;

    /// <summary>
    /// Performance is also estimated before outcomes come; null, the default, leaves it out: all predictions are then
    /// read a second time, which pays only where outcomes are late.
    /// </summary>
    public EstimationPolicy? Estimation { get; init; }

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Rules.SelectMany((rule, i) => rule.Validate($"{path}.rules[{i}]")),
        .. Range.Check($"{path}.window", Window, TimeSpan.FromHours(1), TimeSpan.FromDays(60)),
        .. Range.Check($"{path}.minimumOutcomes", MinimumOutcomes, 1, 1_000_000),
        .. Range.Check($"{path}.significance", Significance, 1e-9, 1),
        .. Estimation?.Validate($"{path}.estimation", Rules) ?? [],
    ];
}
