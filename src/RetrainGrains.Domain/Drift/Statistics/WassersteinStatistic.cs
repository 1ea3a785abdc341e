using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Drift.Statistics;

/// <summary>
/// The earth mover's distance in the reference's standard deviations. All rows of a bin are placed in its middle, the
/// outer bins reach to the reference's minimum and maximum; the means are exact, and no distance is below their
/// difference, so a move beyond the bins is seen as well.
/// </summary>
internal sealed class WassersteinStatistic : IDriftStatistic
{
    // As in Evidently, a constant's deviation counts as at least this.
    private const double EvidentlyDeviationMin = 0.001;

    public string Name => DriftStatistic.Wasserstein;
    public string Title => "Wasserstein distance";
    public bool NeedsOrder => true;

    public DriftFinding? Of(FeatureComparison comparison) =>
        comparison.HasRows ? new(DistanceOf(comparison), comparison.AnyChange) : null;

    private static double DistanceOf(FeatureComparison comparison)
    {
        var binned =
            Wasserstein.DistanceOfCounts(PositionsOf(comparison), comparison.ReferenceBins, comparison.Bins);
        var distance = Math.Max(binned, Math.Abs(comparison.Mean - comparison.ReferenceMean));
        return distance == 0 ? 0 : comparison.Policy.Profile switch
        {
            DriftProfileName.NannyMl => distance,
            DriftProfileName.Evidently => distance / Math.Max(comparison.ReferenceDeviation, EvidentlyDeviationMin),
            _ => distance / comparison.ReferenceDeviation,
        };
    }

    // The middles of the bins; bins that no value falls into are placed with the last one.
    private static double[] PositionsOf(FeatureComparison comparison)
    {
        var edges = comparison.Edges;
        var (low, high) = comparison.Range ?? (edges[0], edges[^1]);
        var positions = new double[comparison.ReferenceBins.Length];
        for (var bin = 0; bin < positions.Length; bin++)
        {
            double left = bin == 0 ? low : edges[Math.Min(bin, edges.Length) - 1];
            double right = bin < edges.Length ? edges[bin] : high;
            positions[bin] = (left + right) / 2;
        }
        return positions;
    }
}
