using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Estimation;

/// <summary>
/// How far an estimator was off on days whose outcomes have come: the mean of estimate minus outcome, its mean size,
/// and the share of days within the stated band.
/// </summary>
public sealed record EstimateRecord(
    Metric Metric, int Days, double Bias, double MeanAbsoluteError, double HeldShare, bool Overconfident);

/// <summary>
/// What one rule would see if the outcomes were here: reference, estimate with the band that chance gives it, and the
/// limit it holds against.
/// </summary>
public sealed record EstimateEvidence(
    Metric Metric, RuleKind Kind, double Reference, double Estimate, double Lower, double Upper, double Worsening,
    double Limit, Severity Severity, bool Fired)
{
    /// <summary>Says in a sentence what is expected over so many predictions.</summary>
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

/// <summary>Performance as it is expected to be, for predictions whose outcomes have not come.</summary>
public sealed record EstimateReport(
    SemanticVersion Version, DateTimeOffset? FittedAt, int Rows, ImmutableArray<EstimateEvidence> Evidence,
    ImmutableArray<EstimateRecord> Records)
{
    /// <summary>Why there is no estimate, or why this one is not to be trusted; null when it is.</summary>
    public string? Doubt { get; init; }

    public IEnumerable<EstimateEvidence> Fired => Evidence.Where(evidence => evidence.Fired);

    public static EstimateReport Silent(SemanticVersion version, string doubt) =>
        new(version, null, 0, [], []) { Doubt = doubt };
}
