using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Performance;

/// <summary>How performance is estimated before outcomes arrive.</summary>
public sealed record EstimationPolicy
{
    /// <summary>The rows that a fit reads at most.</summary>
    public const int RowsMax = 5_000;

    /// <summary>
    /// Outcomes since its promotion that a champion is learned from: with fewer, bins and steps are mostly noise.
    /// </summary>
    public int MinimumRows { get; init; } = 500;

    /// <summary>
    /// Outcomes of predictions this long before the newest are no reference: history that is imported late is not what
    /// the champion meets. Four weeks, as the reference of realised errors has.
    /// </summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(28);

    /// <summary>
    /// Estimates look back over so many days of predictions: apart from the window of realised errors, which has to
    /// reach as far back as outcomes are late.
    /// </summary>
    public TimeSpan Lookback { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// Predictions are taken in when they are this old. They are written within seconds; one that comes later than this
    /// is not estimated.
    /// </summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Standard errors that an estimate has to be off before it alerts, and may be off when its outcomes come: three,
    /// as NannyML has it.
    /// </summary>
    public double Deviations { get; init; } = 3;

    /// <summary>
    /// A day is reconciled when this share of its rows has outcomes: early outcomes are not a fair draw of all.
    /// </summary>
    public double Coverage { get; init; } = 0.9;

    /// <summary>
    /// Severity of an estimate beyond a rule's limit. An estimate informs; it may start a retraining only where a
    /// policy gives it the severity from which errors do.
    /// </summary>
    public Severity Severity { get; init; } = Severity.Warning;

    public IEnumerable<Problem> Validate(string path, ImmutableArray<PerformanceRule> rules) =>
    [
        .. rules.Any(rule => CanEstimate(rule.Metric))
            ? Array.Empty<Problem>()
            : [Problem.Of(path, string.Join(", ", rules.Select(rule => rule.Metric)),
                "needs a rule on RMSE, MAE, accuracy, log loss, AUC, F1, precision or recall")],
        .. Limits.Check($"{path}.minimumRows", MinimumRows, 100, RowsMax),
        .. Limits.Check($"{path}.window", Window, TimeSpan.FromDays(1), TimeSpan.FromDays(366)),
        .. Limits.Check($"{path}.lookback", Lookback, TimeSpan.FromDays(1), TimeSpan.FromDays(60)),
        .. Limits.Check($"{path}.settling", Settling, TimeSpan.Zero, TimeSpan.FromDays(1)),
        .. Limits.Check($"{path}.deviations", Deviations, 1, 10),
        .. Limits.Check($"{path}.coverage", Coverage, 0.5, 1),
    ];

    /// <summary>The metrics that can be told without outcomes.</summary>
    public static bool CanEstimate(Metric metric) =>
        metric is Metric.Rmse or Metric.Mae or Metric.Accuracy or Metric.LogLoss or Metric.Auc or Metric.F1
            or Metric.Precision or Metric.Recall;
}
