using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Drift.Statistics;

/// <summary>The distance √(½ Σ (√r − √c)²): 0 to 1.</summary>
internal sealed class HellingerStatistic : IDriftStatistic
{
    public string Name => DriftStatistic.Hellinger;
    public string Title => "Hellinger distance";
    public (double Low, double High) Limits => (0, 1);

    public DriftFinding? Of(FeatureComparison comparison) => comparison.HasRows
        ? new(Divergence.Hellinger(comparison.ReferenceBins, comparison.Bins), comparison.AnyChange)
        : null;
}
