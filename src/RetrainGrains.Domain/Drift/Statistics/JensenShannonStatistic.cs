using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Drift.Statistics;

/// <summary>The distance (root of the divergence) with natural logarithms: 0 to √ln 2 = 0.83.</summary>
internal sealed class JensenShannonStatistic : IDriftStatistic
{
    public string Name => DriftStatistic.JensenShannon;
    public string Title => "Jensen–Shannon distance";
    public (double Low, double High) Limits => (0, 1);

    public DriftFinding? Of(FeatureComparison comparison) => comparison.HasRows
        ? new(
            Divergence.JensenShannonDistance(
                comparison.ReferenceBins, comparison.Bins,
                comparison.Policy.Profile == DriftProfileName.NannyMl ? 2 : Math.E),
            comparison.AnyChange)
        : null;
}
