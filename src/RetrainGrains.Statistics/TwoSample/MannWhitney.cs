using System.Numerics;
using RetrainGrains.Statistics.TwoSample.Tails;

namespace RetrainGrains.Statistics.TwoSample;

/// <summary>
/// The test of whether one sample tends to be larger: U counts the pairs in which the reference is, ties as half. The
/// limit for many rows has the corrections for ties and for continuity; the exact chance knows no ties. Both as in
/// scipy.
/// </summary>
public static class MannWhitney
{
    private const int SmallSample = 8;
    private const double LargestExact = 10_000_000;

    /// <summary>
    /// Compares two samples. Automatic is exact without ties when one side has at most eight rows (and n · m ≤ 10⁷).
    /// </summary>
    public static TestReport Test(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current,
        Alternative alternative = Alternative.TwoSided, PValueMethod method = PValueMethod.Automatic)
    {
        var (r, c) = (Sample.Sorted(reference), Sample.Sorted(current));
        var ranks = new RankSum();
        int i = 0, j = 0;
        while (i < r.Length || j < c.Length)
        {
            var value = j == c.Length || (i < r.Length && r[i] <= c[j]) ? r[i] : c[j];
            var (firstReference, firstCurrent) = (i, j);
            while (i < r.Length && r[i] == value) i++;
            while (j < c.Length && c[j] == value) j++;
            ranks.Add(i - firstReference, j - firstCurrent);
        }
        var pairs = (double)r.Length * c.Length;
        var exact = method == PValueMethod.Exact || (method == PValueMethod.Automatic && ranks.Ties == 0
            && Math.Min(r.Length, c.Length) <= SmallSample && pairs <= LargestExact);
        if (!exact) return Judge(ranks, r.Length, c.Length, alternative);
        if (pairs > LargestExact)
        {
            throw new ArgumentException(
                $"method is Exact for {r.Length} and {c.Length} rows; there must be at most {LargestExact} pairs",
                nameof(method));
        }
        return JudgeExactly(ranks.U(r.Length), r.Length, c.Length, alternative);
    }

    /// <summary>Compares counts of bins or grades in their order; the chance is asymptotic.</summary>
    public static TestReport TestCounts<T>(
        ReadOnlySpan<T> reference, ReadOnlySpan<T> current, Alternative alternative = Alternative.TwoSided)
        where T : struct, INumber<T>
    {
        var (r, c) = Weights.Counts(reference, current);
        var ranks = new RankSum();
        for (var bin = 0; bin < r.Length; bin++) ranks.Add(r[bin], c[bin]);
        return Judge(ranks, Weights.Total(r), Weights.Total(c), alternative);
    }

    private static TestReport Judge(RankSum ranks, double n, double m, Alternative alternative)
    {
        var u = ranks.U(n);
        var rows = n + m;
        var deviation = Math.Sqrt(n * m / 12 * (rows + 1 - ranks.Ties / (rows * (rows - 1))));
        var z = (Extreme(u, n * m, alternative) - n * m / 2 - 0.5) / deviation;
        return new TestReport(u, Sided(z == double.NegativeInfinity ? 1 : Tail.Normal(z), alternative));
    }

    private static TestReport JudgeExactly(double u, int n, int m, Alternative alternative)
    {
        var counts = Arrangements(Math.Min(n, m), Math.Max(n, m));
        double above = 0, all = 0;
        var extreme = (long)Extreme(u, (double)n * m, alternative);
        // From the far end: small numbers are added first.
        for (var value = counts.LongLength - 1; value >= 0; value--)
        {
            all += counts[value];
            if (value == extreme) above = all;
        }
        return new TestReport(u, Sided(above / all, alternative));
    }

    private static double Extreme(double u, double pairs, Alternative alternative) => alternative switch
    {
        Alternative.Greater => u,
        Alternative.Less => pairs - u,
        _ => Math.Max(u, pairs - u),
    };

    private static double Sided(double above, Alternative alternative) =>
        alternative == Alternative.TwoSided ? Math.Min(1, 2 * above) : above;

    // How many arrangements have each U: the Gaussian binomial Π (1 − x^(m+i)) / (1 − xⁱ) has whole coefficients.
    private static double[] Arrangements(int few, int many)
    {
        var counts = new double[(long)few * many + 1];
        counts[0] = 1;
        for (var i = 1; i <= few; i++)
        {
            for (var u = counts.Length - 1; u >= many + i; u--) counts[u] -= counts[u - many - i];
            for (var u = i; u < counts.Length; u++) counts[u] += counts[u - i];
        }
        return counts;
    }

    private struct RankSum
    {
        private double sum;
        private double below;

        public double Ties { get; private set; }

        public void Add(double reference, double current)
        {
            var tied = reference + current;
            sum += reference * (below + (tied + 1) / 2);
            below += tied;
            Ties += tied * tied * tied - tied;
        }

        public readonly double U(double rows) => sum - rows * (rows + 1) / 2;
    }
}
