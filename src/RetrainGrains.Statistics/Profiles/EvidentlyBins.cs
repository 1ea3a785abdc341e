using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Profiles;

/// <summary>
/// The formulas of Evidently where they differ from the usual ones, over rows that are binned already: on Evidently's
/// own bins they are <see cref="DriftProfile.Evidently"/>, on others the same definition.
/// </summary>
public static class EvidentlyBins
{
    public static double KullbackLeibler(ReadOnlySpan<double> referenceShares, ReadOnlySpan<double> currentShares) =>
        Divergence.KullbackLeibler<double>(Filled(referenceShares), Filled(currentShares));

    public static double PopulationStability(
        ReadOnlySpan<double> referenceShares, ReadOnlySpan<double> currentShares) =>
        Filled(referenceShares).Zip(Filled(currentShares), TwoSample.PopulationStability.Term).Sum();

    /// <summary>The reference's shares are taken for known, which makes chances smaller than they are.</summary>
    public static TestReport ChiSquared(ReadOnlySpan<double> referenceCounts, ReadOnlySpan<double> currentCounts)
    {
        var scale = Weights.Total(currentCounts) / Weights.Total(referenceCounts);
        double[] expected = [.. referenceCounts.ToArray().Select(count => count * scale)];
        return FrequencyTest.ChiSquaredOfFit(expected, currentCounts);
    }

    // Each side's empty bins get 1e-4, or a millionth of its rarest bin where that is as rare; not renormalised.
    private static double[] Filled(ReadOnlySpan<double> shares)
    {
        var given = shares.ToArray();
        var rarest = given.Where(share => share > 0).Min();
        var fill = rarest <= 0.0001 ? rarest / 1_000_000 : 0.0001;
        return [.. given.Select(share => share == 0 ? fill : share)];
    }
}
