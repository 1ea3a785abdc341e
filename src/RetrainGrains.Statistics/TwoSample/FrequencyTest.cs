using System.Numerics;
using RetrainGrains.Statistics.TwoSample.Tails;

namespace RetrainGrains.Statistics.TwoSample;

/// <summary>
/// The tests of whether rows are spread over bins in the same way: Pearson's chi-squared Σ (O − E)² / E and the
/// likelihood ratio G = 2 Σ O ln(O / E), both against chi-squared. Bins that are empty on both sides are left out; of
/// fewer than two bins nothing can be said, and the chance is one. Below about five expected rows a bin the chances are
/// rough.
/// </summary>
public static class FrequencyTest
{
    /// <summary>
    /// Tests whether both sides come from one distribution. Continuity is Yates' correction, which only two bins get:
    /// scipy's default there.
    /// </summary>
    public static TestReport ChiSquaredOfHomogeneity<T>(
        ReadOnlySpan<T> reference, ReadOnlySpan<T> current, bool continuity = false)
        where T : struct, INumber<T> => Homogeneity(reference, current, continuity, Pearson);

    /// <inheritdoc cref="ChiSquaredOfHomogeneity"/>
    public static TestReport GOfHomogeneity<T>(
        ReadOnlySpan<T> reference, ReadOnlySpan<T> current, bool continuity = false)
        where T : struct, INumber<T> => Homogeneity(reference, current, continuity, LikelihoodRatio);

    /// <summary>Tests whether the rows come from a distribution that is known. Both must have the same sum.</summary>
    public static TestReport ChiSquaredOfFit<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> observed)
        where T : struct, INumber<T> => Fit(expected, observed, Pearson);

    /// <inheritdoc cref="ChiSquaredOfFit"/>
    public static TestReport GOfFit<T>(ReadOnlySpan<T> expected, ReadOnlySpan<T> observed)
        where T : struct, INumber<T> => Fit(expected, observed, LikelihoodRatio);

    private static TestReport Homogeneity<T>(
        ReadOnlySpan<T> reference, ReadOnlySpan<T> current, bool continuity, Func<double, double, double> term)
        where T : struct, INumber<T>
    {
        var (r, c) = Weights.Counts(reference, current);
        var (rows, currentRows) = (Weights.Total(r), Weights.Total(c));
        var share = rows / (rows + currentRows);
        var used = UsedBins(r, c);
        var correction = continuity && used == 2 ? 0.5 : 0;
        var statistic = 0.0;
        for (var bin = 0; bin < r.Length; bin++)
        {
            var both = r[bin] + c[bin];
            if (both == 0) continue;
            var expected = both * share;
            statistic += term(Towards(r[bin], expected, correction), expected);
            expected = both * currentRows / (rows + currentRows);
            statistic += term(Towards(c[bin], expected, correction), expected);
        }
        return Judge(statistic, used);
    }

    private static TestReport Fit<T>(
        ReadOnlySpan<T> expected, ReadOnlySpan<T> observed, Func<double, double, double> term)
        where T : struct, INumber<T>
    {
        Weights.SameLength(expected.Length, observed.Length, nameof(expected), nameof(observed));
        var (e, o) = Weights.Counts(expected, observed);
        var (total, observedTotal) = (Weights.Total(e), Weights.Total(o));
        if (Math.Abs(total - observedTotal) > 1e-8 * Math.Min(total, observedTotal))
        {
            throw new ArgumentException(
                $"expected sums to {total} and observed to {observedTotal}; both must be equal", nameof(expected));
        }
        var statistic = 0.0;
        for (var bin = 0; bin < e.Length; bin++)
        {
            if (e[bin] != 0 || o[bin] != 0) statistic += term(o[bin], e[bin]);
        }
        return Judge(statistic, UsedBins(e, o));
    }

    private static TestReport Judge(double statistic, int bins) => bins < 2
        ? new TestReport(0, 1)
        : new TestReport(statistic, double.IsInfinity(statistic) ? 0 : Tail.ChiSquared(statistic, bins - 1));

    private static double Pearson(double observed, double expected) =>
        (observed - expected) * (observed - expected) / expected;

    private static double LikelihoodRatio(double observed, double expected) =>
        observed == 0 ? 0 : 2 * observed * Math.Log(observed / expected);

    private static double Towards(double observed, double expected, double correction)
    {
        var difference = expected - observed;
        return observed + Math.Sign(difference) * Math.Min(correction, Math.Abs(difference));
    }

    private static int UsedBins(double[] reference, double[] current)
    {
        var used = 0;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            if (reference[bin] != 0 || current[bin] != 0) used++;
        }
        return used;
    }
}
