using MathNet.Numerics.Distributions;

namespace RetrainGrains.Domain.Drift;

/// <summary>
/// Have inputs moved? Mean shift (two-sample z), spread (F-ratio through the normal approximation of log variance) and
/// population stability (Yurdakul 2018: without drift, PSI / (1/n + 1/m) follows chi-squared with bins − 1 degrees of
/// freedom), each judged by limit and significance, Bonferroni over all tests of the check.
/// </summary>
public static class DriftCheck
{
    // A bin that one side leaves empty would make the index infinite; half a row is the usual continuity correction.
    private const double EmptyBin = 0.5;

    public static DriftReport Evaluate(
        DriftPolicy policy, FeatureSchema schema, FeatureProfile? reference, FeatureSums current)
    {
        if (reference is null || current.Rows < policy.MinimumRows) return DriftReport.Silent(current.Rows);
        var before = reference.ToSums();
        var tests = schema.Features.Sum(feature => feature.Kind == FeatureKind.Numeric ? 3 : 1);
        var level = policy.Significance >= 1 ? 1 : policy.Significance / tests;
        var drifted = ImmutableArray.CreateBuilder<DriftEvidence>();
        for (var feature = 0; feature < schema.Features.Length; feature++)
        {
            if (before.Present(feature) < 2 || current.Present(feature) < 2) continue;
            foreach (var evidence in Compare(policy, schema.Features[feature], feature, before, current, level))
            {
                if (evidence.Drifted) drifted.Add(evidence);
            }
        }
        return new DriftReport(current.Rows, tests, level, drifted.ToImmutable());
    }

    /// <summary>Σ (current share − reference share) · ln(current share / reference share).</summary>
    public static double PopulationStability(ReadOnlySpan<int> reference, ReadOnlySpan<int> current)
    {
        double total = 0, referenceTotal = 0, currentTotal = 0;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            referenceTotal += reference[bin];
            currentTotal += current[bin];
        }
        for (var bin = 0; bin < reference.Length; bin++)
        {
            if (reference[bin] == 0 && current[bin] == 0) continue;
            var r = Math.Max(reference[bin], EmptyBin) / referenceTotal;
            var c = Math.Max(current[bin], EmptyBin) / currentTotal;
            total += (c - r) * Math.Log(c / r);
        }
        return total;
    }

    private static IEnumerable<DriftEvidence> Compare(
        DriftPolicy policy, Feature feature, int index, FeatureSums before, FeatureSums current, double level)
    {
        var n = Math.Max(2, before.Present(index) / policy.RowsPerIndependentRow);
        var m = Math.Max(2, current.Present(index) / policy.RowsPerIndependentRow);
        yield return Stability(policy, feature, before.Bins(index), current.Bins(index), n, m, level);
        if (feature.Kind == FeatureKind.Categorical) yield break;
        yield return MeanShift(policy, feature, index, before, current, n, m, level);
        yield return VarianceRatio(policy, feature, index, before, current, n, m, level);
    }

    private static DriftEvidence Stability(
        DriftPolicy policy, Feature feature, ReadOnlySpan<int> before, ReadOnlySpan<int> current, double n, double m,
        double level)
    {
        var value = PopulationStability(before, current);
        var used = 0;
        for (var bin = 0; bin < before.Length; bin++) used += before[bin] > 0 || current[bin] > 0 ? 1 : 0;
        var pValue = used < 2 ? 1 : 1 - ChiSquared.CDF(used - 1, value / (1 / n + 1 / m));
        return Judge(feature, DriftStatistic.PopulationStability, value, policy.StabilityLimit, value, pValue, level);
    }

    private static DriftEvidence MeanShift(
        DriftPolicy policy, Feature feature, int index, FeatureSums before, FeatureSums current, double n, double m,
        double level)
    {
        var difference = Math.Abs(current.Mean(index) - before.Mean(index));
        var deviation = Math.Sqrt(before.Variance(index));
        var unit = policy.Unit == ShiftUnit.Mean ? Math.Abs(before.Mean(index)) : deviation;
        var value = difference == 0 ? 0 : difference / unit;
        var error = Math.Sqrt(before.Variance(index) / n + current.Variance(index) / m);
        var pValue = difference == 0 ? 1 : error == 0 ? 0 : 2 * Normal.CDF(0, 1, -difference / error);
        return Judge(feature, DriftStatistic.MeanShift, value, policy.MeanShiftLimit, value, pValue, level);
    }

    private static DriftEvidence VarianceRatio(
        DriftPolicy policy, Feature feature, int index, FeatureSums before, FeatureSums current, double n, double m,
        double level)
    {
        var (a, b) = (before.Variance(index), current.Variance(index));
        if (a == 0 && b == 0) return Judge(feature, DriftStatistic.VarianceRatio, 1, policy.VarianceRatioLimit, 1, 1, level);
        var value = Math.Sqrt(b / a);
        // For normal data ln of a sample variance has variance 2 / (n − 1).
        var z = Math.Abs(Math.Log(b / a)) / Math.Sqrt(2 / (n - 1) + 2 / (m - 1));
        var pValue = double.IsFinite(z) ? 2 * Normal.CDF(0, 1, -z) : 0;
        var extent = Math.Max(value, 1 / value);
        return Judge(feature, DriftStatistic.VarianceRatio, value, policy.VarianceRatioLimit, extent, pValue, level);
    }

    private static DriftEvidence Judge(
        Feature feature, DriftStatistic statistic, double value, double limit, double extent, double pValue, double level) =>
        new(feature.Name, statistic, value, limit, pValue, extent > limit && pValue <= level);
}
