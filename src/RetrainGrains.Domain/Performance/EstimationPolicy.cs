using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Performance;

/// <summary>The settings of the estimation of performance before outcomes are known.</summary>
public sealed record EstimationPolicy
{
    /// <summary>The largest number of rows that a fit reads.</summary>
    public const int RowsMax = 5_000;

    /// <summary>
    /// The number of outcomes since its promotion from which a champion is estimated: with fewer, bins and steps are
    /// mostly noise.
    /// </summary>
    public int MinimumRows { get; init; } = 500;

    /// <summary>
    /// The age, before the newest prediction, beyond which outcomes are no reference: history that is imported late
    /// does not represent the champion's inputs. Four weeks, as for the reference of realised errors.
    /// </summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(28);

    /// <summary>
    /// The length of time of predictions that estimates use: separate from the window of realised errors, which has to
    /// reach as far back as outcomes are late.
    /// </summary>
    public TimeSpan Lookback { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// The age at which predictions are counted. They are written within seconds; one that is written later than this
    /// is not estimated.
    /// </summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The number of standard errors by which an estimate must exceed its limit to alert, and may differ from its
    /// outcomes: three, as in NannyML.
    /// </summary>
    public double Deviations { get; init; } = 3;

    /// <summary>
    /// The share of a day's rows that must have outcomes before the day is reconciled: early outcomes are not a fair
    /// sample of all.
    /// </summary>
    public double Coverage { get; init; } = 0.9;

    /// <summary>
    /// The severity of an estimate beyond a rule's limit. An estimate informs; it starts a retraining only when a
    /// policy gives it the severity of risen errors.
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

    /// <summary>Returns true when a metric can be estimated without outcomes.</summary>
    public static bool CanEstimate(Metric metric) =>
        metric is Metric.Rmse or Metric.Mae or Metric.Accuracy or Metric.LogLoss or Metric.Auc or Metric.F1
            or Metric.Precision or Metric.Recall;
}
