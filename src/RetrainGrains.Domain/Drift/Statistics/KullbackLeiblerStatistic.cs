using RetrainGrains.Statistics.Profiles;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Drift.Statistics;

/// <summary>
/// The divergence Σ r ln(r / c), natural logarithms; an empty bin counts as half a row, as for the index.
/// </summary>
internal sealed class KullbackLeiblerStatistic : IDriftStatistic
{
    public string Name => DriftStatistic.KullbackLeibler;
    public string Title => "Kullback–Leibler divergence";

    public DriftFinding? Of(FeatureComparison comparison) =>
        comparison.HasRows ? new(DivergenceOf(comparison), comparison.AnyChange) : null;

    private static double DivergenceOf(FeatureComparison comparison) =>
        comparison.Policy.Profile == DriftProfileName.Evidently
            ? EvidentlyBins.KullbackLeibler(comparison.UsedReferenceShares, comparison.UsedShares)
            : Divergence.KullbackLeibler<double>(
                Filled(comparison.ReferenceBins, comparison.Bins), Filled(comparison.Bins, comparison.ReferenceBins));

    private static double[] Filled(ReadOnlySpan<int> counts, ReadOnlySpan<int> others)
    {
        var filled = new double[counts.Length];
        for (var bin = 0; bin < filled.Length; bin++)
        {
            filled[bin] = counts[bin] == 0 && others[bin] > 0 ? PopulationStability.HalfRow : counts[bin];
        }
        return filled;
    }
}
