using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Statistics.Multiplicity;

namespace RetrainGrains.Domain.Drift;

/// <summary>
/// The check for drift of inputs: every rule of the policy on every feature, each judged by the limit of its size and
/// by the significance that <see cref="FeatureComparison"/> finds, corrected over all tests of the check. Mean shift,
/// spread and stability have <see cref="BinComparison"/>'s rank-sum, Mood and chi-squared tests. Without drift PSI /
/// (1/n + 1/m) tends to chi-squared (Yurdakul 2018), but with a few hundred rows too slowly: its own far tail holds
/// three times the stated share, Pearson's does not.
/// </summary>
public static class DriftCheck
{
    public static DriftReport Evaluate(
        DriftPolicy policy, FeatureSchema schema, FeatureBins? bins, FeatureProfile? reference, FeatureSums current)
    {
        if (bins is null || reference is null || current.Rows < policy.MinimumRows)
        {
            return DriftReport.Silent(current.Rows);
        }
        var rules = policy.AllRules();
        var before = reference.ToSums();
        var beyond = new List<(DriftEvidence Evidence, double? OwnLevel)>();
        // What came to the schema after the reference has nothing to be compared with until the next one.
        for (var index = 0; index < Math.Min(bins.FeatureCount, before.FeatureCount); index++)
        {
            var feature = schema.Features[index];
            if (feature.IsRetired) continue;
            var comparison = new FeatureComparison(policy, bins, feature, index, before, current);
            foreach (var rule in RulesFor(policy, rules, feature, comparison))
            {
                if (rule.Found is not { } statistic || statistic.Of(comparison) is not { } found) continue;
                if (!IsBeyond(policy, found, rule)) continue;
                var evidence = new DriftEvidence(
                    feature.Name, statistic.Name, found.Value, rule.Limit, found.PValue, Drifted: true);
                beyond.Add((evidence, rule.Significance));
            }
        }
        var (tests, level) = (TestsOf(policy, schema), LevelOf(policy, schema));
        return new DriftReport(
            current.Rows, tests, level, [.. Significant(policy, beyond, tests, level)], policy.Correction)
        {
            // Rounding must not add one more feature to the share.
            FeaturesNeeded =
                (int)Math.Max(1, Math.Ceiling(policy.MinimumFeatureShare * schema.Features.Length - 1e-9)),
        };
    }

    /// <summary>Computes the level of each single test; with Benjamini–Hochberg, that of all tests together.</summary>
    internal static double LevelOf(DriftPolicy policy, FeatureSchema schema) =>
        policy.Significance >= 1 || policy.Correction == DriftCorrection.BenjaminiHochberg
            ? policy.Significance
            : policy.Significance / Math.Max(1, TestsOf(policy, schema));

    /// <summary>
    /// Counts all tests of a check, also those with a level of their own. Their number follows from policy and schema
    /// alone: no data of the window may influence the level.
    /// </summary>
    internal static int TestsOf(DriftPolicy policy, FeatureSchema schema)
    {
        var rules = policy.AllRules();
        var atLeast = policy.Profile == DriftProfileName.Evidently ? 1 : 0;
        return schema.Features.Sum(feature => Math.Max(atLeast, rules.Count(rule => rule.AppliesTo(feature))));
    }

    private static IEnumerable<DriftRule> RulesFor(
        DriftPolicy policy, ImmutableArray<DriftRule> rules, Feature feature, FeatureComparison comparison)
    {
        var any = false;
        foreach (var rule in rules)
        {
            if (!rule.AppliesTo(feature)) continue;
            any = true;
            yield return rule;
        }
        if (!any && DriftProfiles.Choose(policy, comparison) is { } chosen) yield return chosen;
    }

    // Tools count a score at its limit as drift; our limits are the largest tolerated value.
    private static bool IsBeyond(DriftPolicy policy, DriftFinding found, DriftRule rule) =>
        policy.Profile is DriftProfileName.Evidently or DriftProfileName.NannyMl
            ? found.Extent >= rule.Limit
            : found.Extent > rule.Limit;

    // A test whose extent is within its limit counts as having found nothing, so the error rate holds for the remaining
    // tests.
    private static IEnumerable<DriftEvidence> Significant(
        DriftPolicy policy, List<(DriftEvidence Evidence, double? OwnLevel)> beyond, int tests, double level)
    {
        if (policy.Correction == DriftCorrection.Bonferroni || level >= 1)
        {
            return beyond.Where(found => found.Evidence.PValue <= (found.OwnLevel ?? level))
                .Select(found => found.Evidence);
        }
        var pValues = new double[tests];
        Array.Fill(pValues, 1);
        var family = beyond.Where(found => found.OwnLevel is null).Select(found => found.Evidence).ToArray();
        for (var i = 0; i < family.Length; i++)
        {
            // NaN when there is nothing to compare.
            if (family[i].PValue is var p && !double.IsNaN(p)) pValues[i] = Math.Clamp(p, 0, 1);
        }
        var rejected = BenjaminiHochberg.Correct(pValues, level).Rejected;
        var drifted = family.Where((_, i) => rejected[i]).ToHashSet(ReferenceEqualityComparer.Instance);
        return beyond
            .Where(found => found.OwnLevel is { } own ? found.Evidence.PValue <= own : drifted.Contains(found.Evidence))
            .Select(found => found.Evidence);
    }
}
