using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Gates;

/// <summary>An absolute bound that a version in service must keep, independent of its rivals.</summary>
public sealed record MetricBound(Metric Metric, double Limit)
{
    public IEnumerable<Problem> Validate(string path)
    {
        if (!Enum.IsDefined(Metric)) yield return Problem.Of($"{path}.metric", Metric, "must be a metric");
        if (!double.IsFinite(Limit)) yield return Problem.Of($"{path}.limit", Limit, "must be finite");
    }
}

/// <summary>The requirements that a challenger must meet before it may serve.</summary>
public sealed record GatePolicy
{
    /// <summary>The names of the gates to use; all gates when null.</summary>
    public ImmutableArray<string>? Use { get; init; }

    /// <summary>
    /// The absolute bounds, such as the air-quality sources' R² ≥ 0.80 or RMSE ≤ 25. None by default: they have no
    /// meaning without knowledge of the target.
    /// </summary>
    public ImmutableArray<MetricBound> Bounds { get; init; } = [];

    /// <summary>The share by which no metric may be worse than the champion's on the same rows.</summary>
    public double RegressionTolerance { get; init; } = 0.05;

    /// <summary>
    /// The metrics of the regression gate, as far as they apply to the task. More of them protect more and let fewer
    /// challengers pass: of many metrics one is always worse by chance.
    /// </summary>
    public ImmutableArray<Metric> RegressionMetrics { get; init; } =
        [Metric.Rmse, Metric.Mae, Metric.Accuracy, Metric.LogLoss];

    /// <summary>
    /// The least share by which the discounted loss of the track record must be lower than the champion's: a change of
    /// version is a risk of its own.
    /// </summary>
    public double MinimumImprovement { get; init; } = 0.01;

    /// <summary>The number of later rows, scored by both versions, below which nothing is compared.</summary>
    public int MinimumRows { get; init; } = 50;

    /// <summary>
    /// The distance, in widths of the range of recent outcomes, by which predictions of the version that would serve
    /// may leave that range. A model that goes further is broken, whatever its record.
    /// </summary>
    public double SanityMargin { get; init; } = 1;

    internal IEnumerable<Metric> MetricsUsed => RegressionMetrics.Concat(Bounds.Select(bound => bound.Metric));

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Use is { IsEmpty: true }
            ? [Problem.Of($"{path}.use", "[]", "must name a gate; null asks all of them")]
            : Array.Empty<Problem>(),
        .. (Use ?? []).Except(GateList.Names).Select(name => Problem.Of(
            $"{path}.use", name, $"must be among {string.Join(", ", GateList.Names)}")),
        .. Bounds.SelectMany((bound, i) => bound.Validate($"{path}.bounds[{i}]")),
        .. RegressionMetrics.Where(metric => !Enum.IsDefined(metric))
            .Select(metric => Problem.Of($"{path}.regressionMetrics", metric, "must be metrics")),
        .. Limits.Check($"{path}.regressionTolerance", RegressionTolerance, 0, 10),
        .. Limits.Check($"{path}.minimumImprovement", MinimumImprovement, 0, 1),
        .. Limits.Check($"{path}.minimumRows", MinimumRows, 1, 1_000_000),
        .. Limits.Check($"{path}.sanityMargin", SanityMargin, 0, 1e6),
    ];
}
