using System.Text.Json.Serialization;
using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Estimation;

/// <summary>
/// The past errors of an estimator on days whose outcomes are known: the mean of estimate minus outcome, its mean size,
/// and the share of days within the stated band.
/// </summary>
public sealed record EstimateRecord(
    Metric Metric, int Days, double Bias, double MeanAbsoluteError, double HeldShare, bool Overconfident);

/// <summary>
/// The estimate for one rule: the reference, the estimate with its band of chance, and the limit it is compared with.
/// </summary>
public sealed record EstimateEvidence(
    Metric Metric, RuleKind Kind, double Reference, double Estimate, double Lower, double Upper, double Worsening,
    double Limit, Severity Severity, bool Fired)
{
    /// <summary>Describes in a sentence the expected metric over the predictions.</summary>
    public string Describe(int predictions)
    {
        var (metric, band) =
            (Metrics.NameOf(Metric), $"{Formatted.Number(Estimate)} ± {Formatted.Number(Upper - Estimate)}");
        return Kind == RuleKind.Bound
            ? $"{metric} is estimated at {band} before outcomes, the bound is {Formatted.Number(Limit)} "
                + $"({predictions} predictions)"
            : $"{metric} is estimated at {band} before outcomes, {Formatted.Percent(Worsening)} worse "
                + $"than {Formatted.Number(Reference)} (limit {Formatted.Percent(Limit)}; {predictions} predictions)";
    }
}

/// <summary>The expected performance of predictions whose outcomes are not known yet.</summary>
public sealed record EstimateReport(
    SemanticVersion Version, DateTimeOffset? FittedAt, int Rows, ImmutableArray<EstimateEvidence> Evidence,
    ImmutableArray<EstimateRecord> Records)
{
    /// <summary>The reason why there is no estimate, or why it is not trusted; null when it is trusted.</summary>
    public string? Doubt { get; init; }

    /// <summary>
    /// The comparisons that could not be made, each with its reason. The check lists them with those of others.
    /// </summary>
    [JsonIgnore]
    public ImmutableArray<string> NotCompared { get; init; } = [];

    public IEnumerable<EstimateEvidence> Fired => Evidence.Where(evidence => evidence.Fired);

    public static EstimateReport Silent(SemanticVersion version, string doubt) =>
        new(version, null, 0, [], []) { Doubt = doubt };
}
