using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Drift;

/// <summary>The source of a drift policy's definitions and limits. Values are stored: only append.</summary>
public enum DriftProfileName
{
    /// <summary>
    /// The recommended profile: a limit on a change's size, and significance over all tests of the check.
    /// </summary>
    Guarded = 0,

    /// <summary>The source documents' literal rules, without a guard against chance.</summary>
    Sources = 1,
    Evidently = 2,
    NannyMl = 3,
}

/// <summary>
/// The policies by the name of a profile. Those of tools have the tool's formulas, empty-bin rule, logarithm and limits
/// over our hour buckets and the bins of our reference, where rows beyond the reference's ends stay in the outer bins.
/// Their scores come close to the tool's and are not equal to them: on raw samples, with the tool's own bins,
/// <see cref="RetrainGrains.Statistics.Profiles.DriftProfile"/> reproduces it bit for bit. Tools assume independent
/// rows and correct nothing, and so do their profiles; p-values are still shown.
/// </summary>
public static class DriftProfiles
{
    // Evidently chooses a statistic by the reference's row count, and treats few distinct values as categories.
    private const int LargestTested = 1_000;
    private const int FewValues = 5;
    private const double TestLevel = 0.05;
    private const double DistanceLimit = 0.1;

    private static readonly DriftPolicy Tool = new()
    {
        MeanShiftLimit = null, VarianceRatioLimit = null, StabilityLimit = null, Significance = 1,
        RowsPerIndependentRow = 1,
    };

    private static readonly DriftRule Kolmogorov =
        new(DriftStatistic.KolmogorovSmirnov, 0) { Significance = TestLevel };
    private static readonly DriftRule Frequencies = new(DriftStatistic.ChiSquared, 0) { Significance = TestLevel };
    private static readonly DriftRule Moved = new(DriftStatistic.Wasserstein, DistanceLimit) { Significance = 1 };
    private static readonly DriftRule Reshaped = new(DriftStatistic.JensenShannon, DistanceLimit) { Significance = 1 };

    /// <summary>
    /// Makes the policy of a profile. Evidently's data set has drifted when half of its columns have. NannyML takes its
    /// limit from chunks of the reference, which buckets do not keep; 0.1 is the fixed one that its manual names.
    /// </summary>
    public static DriftPolicy Of(DriftProfileName name) => name switch
    {
        DriftProfileName.Sources => new()
        {
            Profile = name, Unit = ShiftUnit.Mean, Significance = 1,
            Rules =
            [
                // As the first source has it: what it calls medium is a warning.
                new DriftRule(DriftStatistic.MeanShift, 0.25) { Severity = Severity.Critical },
                new DriftRule(DriftStatistic.VarianceRatio, 2) { Severity = Severity.Warning },
                new DriftRule(DriftStatistic.KullbackLeibler, 0.15),
            ],
        },
        DriftProfileName.Evidently => Tool with { Profile = name, MinimumFeatureShare = 0.5 },
        DriftProfileName.NannyMl => Tool with { Profile = name, Rules = [Reshaped] },
        _ => new(),
    };

    /// <summary>
    /// Chooses the rule that Evidently would use for a feature without a rule; values that fall into few bins count as
    /// few values.
    /// </summary>
    internal static DriftRule? Choose(DriftPolicy policy, FeatureComparison feature)
    {
        if (policy.Profile != DriftProfileName.Evidently) return null;
        var asNumber = feature.Kind == FeatureKind.Numeric && feature.UsedBins > FewValues;
        return feature.ReferenceRows > LargestTested
            ? asNumber ? Moved : Reshaped
            : asNumber ? Kolmogorov : Frequencies;
    }
}
