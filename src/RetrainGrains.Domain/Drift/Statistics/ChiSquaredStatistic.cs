using RetrainGrains.Statistics.Profiles;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Drift.Statistics;

/// <summary>
/// The Pearson statistic Σ (O − E)² / E of homogeneity, over independent rows. It grows with them: a limit of 0 leaves
/// the decision to its significance.
/// </summary>
internal sealed class ChiSquaredStatistic : IDriftStatistic
{
    public string Name => DriftStatistic.ChiSquared;
    public string Title => "chi-squared";

    public DriftFinding? Of(FeatureComparison comparison)
    {
        if (!comparison.HasRows) return null;
        var profile = comparison.Policy.Profile;
        var (reference, current) = (comparison.ReferenceRowsByBin, comparison.RowsByBin);
        var report = profile == DriftProfileName.Evidently && comparison.UsedBins > 2
            ? EvidentlyBins.ChiSquared(reference, current)
            : FrequencyTest.ChiSquaredOfHomogeneity<double>(
                reference, current, continuity: profile == DriftProfileName.NannyMl);
        var isTool = profile is DriftProfileName.Evidently or DriftProfileName.NannyMl;
        return new DriftFinding(report.Statistic, isTool ? report.PValue : comparison.AnyChange);
    }
}
