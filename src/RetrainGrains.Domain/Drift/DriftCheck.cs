using RetrainGrains.Statistics.Multiplicity;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Drift;

/// <summary>
/// Have inputs moved? Mean shift, spread and population stability, each judged by the limit of its size and by the
/// significance that <see cref="BinComparison"/> finds (rank-sum, Mood, chi-squared), corrected over all tests of the
/// check. Without drift PSI / (1/n + 1/m) tends to chi-squared (Yurdakul 2018), but with a few hundred rows too slowly:
/// its own far tail holds three times the stated share, Pearson's does not.
/// </summary>
public static class DriftCheck
{
    public static DriftReport Evaluate(
        DriftPolicy policy, FeatureSchema schema, FeatureProfile? reference, FeatureSums current)
    {
        if (reference is null || current.Rows < policy.MinimumRows) return DriftReport.Silent(current.Rows);
        var before = reference.ToSums();
        var beyond = new List<DriftEvidence>();
        for (var feature = 0; feature < schema.Features.Length; feature++)
        {
            if (before.Present(feature) < 2 || current.Present(feature) < 2) continue;
            beyond.AddRange(Compare(policy, schema.Features[feature], feature, before, current)
                .Where(evidence => evidence.Drifted));
        }
        var (tests, level) = (TestsOf(schema), LevelOf(policy, schema));
        return new DriftReport(
            current.Rows, tests, level, [.. Significant(policy, beyond, tests, level)], policy.Correction);
    }

    /// <summary>
    /// The level that each single test is held to; with Benjamini–Hochberg, that all of them together are.
    /// </summary>
    internal static double LevelOf(DriftPolicy policy, FeatureSchema schema) =>
        policy.Significance >= 1 || policy.Correction == DriftCorrection.BenjaminiHochberg
            ? policy.Significance
            : policy.Significance / TestsOf(schema);

    // A test whose extent is within its limit counts as one that found nothing: that keeps the promise for those left.
    private static IEnumerable<DriftEvidence> Significant(
        DriftPolicy policy, List<DriftEvidence> beyond, int tests, double level)
    {
        if (policy.Correction == DriftCorrection.Bonferroni || level >= 1)
        {
            return beyond.Where(evidence => evidence.PValue <= level);
        }
        var pValues = new double[tests];
        Array.Fill(pValues, 1);
        for (var i = 0; i < beyond.Count; i++)
        {
            // Not a number where there is nothing to compare.
            if (beyond[i].PValue is var p && !double.IsNaN(p)) pValues[i] = Math.Clamp(p, 0, 1);
        }
        var rejected = BenjaminiHochberg.Correct(pValues, level).Rejected;
        return beyond.Where((_, i) => rejected[i]);
    }

    internal static int TestsOf(FeatureSchema schema) =>
        schema.Features.Sum(feature => feature.Kind == FeatureKind.Numeric ? 3 : 1);

    private static DriftEvidence[] Compare(
        DriftPolicy policy, Feature feature, int index, FeatureSums before, FeatureSums current)
    {
        var m = Math.Max(2, before.Present(index) / policy.RowsPerIndependentRow);
        var n = Math.Max(2, current.Present(index) / policy.RowsPerIndependentRow);
        var old = before.Bins(index);
        var now = current.Bins(index);
        var stability = PopulationStability.OfCounts(old, now);
        var stabilityEvidence = Judge(
            DriftStatistic.PopulationStability, stability, policy.StabilityLimit, stability,
            BinComparison.AnyChange(old, now, m, n));
        if (feature.Kind == FeatureKind.Categorical) return [stabilityEvidence];
        var shift = MeanShift(policy.Unit, index, before, current);
        var ratio = VarianceRatio(index, before, current);
        return
        [
            stabilityEvidence,
            Judge(DriftStatistic.MeanShift, shift, policy.MeanShiftLimit, shift, BinComparison.Shift(old, now, m, n)),
            Judge(DriftStatistic.VarianceRatio, ratio, policy.VarianceRatioLimit, Math.Max(ratio, 1 / ratio),
                BinComparison.Spread(old, now, m, n)),
        ];

        DriftEvidence Judge(DriftStatistic statistic, double value, double limit, double extent, double pValue) =>
            new(feature.Name, statistic, value, limit, pValue, extent > limit);
    }

    private static double MeanShift(ShiftUnit unit, int feature, FeatureSums before, FeatureSums current)
    {
        var difference = Math.Abs(current.Mean(feature) - before.Mean(feature));
        var one = unit == ShiftUnit.Mean ? Math.Abs(before.Mean(feature)) : Math.Sqrt(before.Variance(feature));
        return difference == 0 ? 0 : difference / one;
    }

    private static double VarianceRatio(int feature, FeatureSums before, FeatureSums current)
    {
        var (a, b) = (before.Variance(feature), current.Variance(feature));
        return a == 0 && b == 0 ? 1 : Math.Sqrt(b / a);
    }
}
