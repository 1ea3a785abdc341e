using RetrainGrains.Statistics.Profiles;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Drift.Statistics;

/// <summary>The population stability index Σ (c − r) ln(c / r).</summary>
internal sealed class PopulationStabilityStatistic : IDriftStatistic
{
    public string Name => DriftStatistic.PopulationStability;
    public string Title => "population stability index";

    public DriftFinding? Of(FeatureComparison comparison) =>
        comparison.HasRows ? new(Index(comparison), comparison.AnyChange) : null;

    private static double Index(FeatureComparison comparison) =>
        comparison.Policy.Profile == DriftProfileName.Evidently
            ? EvidentlyBins.PopulationStability(comparison.UsedReferenceShares, comparison.UsedShares)
            : PopulationStability.OfCounts(comparison.ReferenceBins, comparison.Bins);
}
