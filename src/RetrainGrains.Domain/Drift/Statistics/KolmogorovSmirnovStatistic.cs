using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Drift.Statistics;

/// <summary>The largest gap between the cumulative shares at the ends of bins: 0 to 1.</summary>
internal sealed class KolmogorovSmirnovStatistic : IDriftStatistic
{
    public string Name => DriftStatistic.KolmogorovSmirnov;
    public string Title => "Kolmogorov–Smirnov distance";
    public bool NeedsOrder => true;
    public (double Low, double High) Limits => (0, 1);

    public DriftFinding? Of(FeatureComparison comparison)
    {
        if (!comparison.HasRows) return null;
        var distance = KolmogorovSmirnov.DistanceOfCounts(comparison.ReferenceBins, comparison.Bins);
        return new DriftFinding(
            distance,
            KolmogorovSmirnov.PValue(
                distance, (int)comparison.IndependentReferenceRows, (int)comparison.IndependentRows));
    }
}
