using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Statistics.Multiplicity;

namespace RetrainGrains.Domain.Drift;

/// <summary>
/// The check for drift of inputs, predictions and outcomes: every rule of the policy on every feature, each judged by
/// the limit of its size and by the significance that <see cref="FeatureComparison"/> finds, corrected over all tests
/// of the check. Mean shift, spread and stability have <see cref="BinComparison"/>'s rank-sum, Mood and chi-squared
/// tests. Without drift PSI / (1/n + 1/m) tends to chi-squared (Yurdakul 2018), but with a few hundred rows too slowly:
/// its own far tail holds three times the stated share, Pearson's does not.
/// </summary>
public static class DriftCheck
{
    public static DriftReport Evaluate(
        DriftPolicy policy, FeatureSchema schema, FeatureBins? bins, FeatureProfile? reference, FeatureSums current,
        AnswerWindows? answers = null)
    {
        var rules = policy.AllRules();
        var (beyond, reasons) = (new List<(DriftEvidence Evidence, double? OwnLevel)>(), new List<string>());
        var seen = new List<DriftEvidence>();
        var compared = 0;
        bool Compare(DriftSubject subject, FeatureSchema features, AnswerWindow window)
        {
            if (ReasonAgainst(policy, subject, window) is { } reason)
            {
                reasons.Add(reason);
                return false;
            }
            var before = window.Reference!.ToSums();
            for (var index = 0; index < features.Features.Length; index++)
            {
                var feature = features.Features[index];
                if (feature.IsRetired) continue;
                if (index >= window.Bins!.FeatureCount)
                {
                    reasons.Add($"{feature.Name} cannot be compared: it came after the reference; the next training "
                        + "makes one with it");
                    continue;
                }
                var comparison = new FeatureComparison(policy, window.Bins, feature, index, before, window.Current);
                if (ReasonAgainst(comparison, feature) is { } empty) reasons.Add(empty);
                beyond.AddRange(Beyond(policy, rules, subject, feature, comparison, seen));
            }
            compared++;
            return true;
        }

        var inputs = Compare(DriftSubject.Input, schema, new AnswerWindow(bins, reference, current));
        foreach (var (subject, feature) in AnswersOf(policy, schema))
        {
            if (answers is null) continue;
            Compare(
                subject, schema with { Features = [feature] },
                subject == DriftSubject.Prediction ? answers.Predictions : answers.Outcomes);
        }
        var (tests, level) = (TestsOf(policy, schema), LevelOf(policy, schema));
        if (compared == 0) (tests, level) = (0, 0);
        ImmutableArray<DriftEvidence> drifted = [.. Significant(policy, beyond, tests, level)];
        return new DriftReport(current.Rows, tests, level, drifted, policy.Correction)
        {
            Quiet =
            [
                .. seen.Where(evidence => !drifted.Any(one => ReferenceEquals(one, evidence)))
                    .Select(evidence => evidence with { Drifted = false }),
            ],
            // Rounding must not add one more feature to the share.
            FeaturesNeeded =
                (int)Math.Max(1, Math.Ceiling(policy.MinimumFeatureShare * schema.Features.Length - 1e-9)),
            NotCompared = DriftReport.Shortened(reasons),
            IsBlind = compared == 0,
            InputsNotCompared = !inputs,
        };
    }

    private static string? ReasonAgainst(DriftPolicy policy, DriftSubject subject, AnswerWindow window)
    {
        var name = subject switch
        {
            DriftSubject.Prediction => "predictions",
            DriftSubject.Outcome => "outcomes",
            _ => "inputs",
        };
        var problem = (window.Bins, window.Reference) switch
        {
            (null, _) or (_, null) when subject == DriftSubject.Prediction =>
                "there is no reference yet: it is made of what has been served when a version is promoted, and after "
                    + "two weeks in service at the latest",
            (null, _) or (_, null) => "there is no reference yet: the next training makes it",
            _ when window.Reference.Key != window.Bins.Layout.Key =>
                "the reference is counted in other bins: the next training makes a new one",
            _ when window.Current.Rows < policy.MinimumRows =>
                $"{window.Current.Rows} rows in the window of {Formatted.Days(policy.Window)}, {policy.MinimumRows} "
                    + "are needed (drift.minimumRows)",
            _ when !window.Current.CountsIn(window.Bins) =>
                "the window is counted in other bins: the rows to come are counted in the new ones",
            _ => null,
        };
        return problem is null ? null : $"{name} cannot be compared: {problem}";
    }

    private static string? ReasonAgainst(FeatureComparison comparison, Feature feature)
    {
        if (comparison.HasRows) return null;
        var side = comparison.ReferenceRows < 2
            ? $"the reference has {comparison.ReferenceRows}"
            : $"the window has {comparison.Rows}";
        return $"the values of {feature.Name} cannot be compared: {side}; its share of missing ones is";
    }

    private static IEnumerable<(DriftEvidence Evidence, double? OwnLevel)> Beyond(
        DriftPolicy policy, ImmutableArray<DriftRule> rules, DriftSubject subject, Feature feature,
        FeatureComparison comparison, List<DriftEvidence> seen)
    {
        foreach (var rule in RulesFor(policy, rules, subject, feature, comparison))
        {
            if (rule.Found is not { } statistic || statistic.Of(comparison) is not { } found) continue;
            var evidence = new DriftEvidence(
                feature.Name, statistic.Name, found.Value, rule.Limit, found.PValue, Drifted: true)
            {
                Subject = subject, Severity = rule.Severity ?? policy.Severity,
            };
            seen.Add(evidence);
            if (IsBeyond(policy, found, rule)) yield return (evidence, rule.Significance);
        }
    }

    // The answers that the policy compares, as if they were features.
    private static IEnumerable<(DriftSubject Subject, Feature Feature)> AnswersOf(
        DriftPolicy policy, FeatureSchema schema)
    {
        if (policy.ComparesPredictions) yield return (DriftSubject.Prediction, AnswerBins.PredictionOf(schema));
        if (policy.ComparesOutcomes) yield return (DriftSubject.Outcome, AnswerBins.OutcomeOf(schema));
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
        var ofInputs =
            schema.Features.Sum(feature => Math.Max(atLeast, rules.Count(rule => rule.AppliesTo(feature))));
        return ofInputs + AnswersOf(policy, schema)
            .Sum(answer => rules.Count(rule => rule.AppliesTo(answer.Feature, answer.Subject)));
    }

    private static IEnumerable<DriftRule> RulesFor(
        DriftPolicy policy, ImmutableArray<DriftRule> rules, DriftSubject subject, Feature feature,
        FeatureComparison comparison)
    {
        var any = false;
        foreach (var rule in rules)
        {
            if (!rule.AppliesTo(feature, subject)) continue;
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
