using System.Numerics;
using RetrainGrains.Statistics.TwoSample.Tails;

namespace RetrainGrains.Statistics.TwoSample;

/// <summary>
/// The largest distance between two empirical distribution functions, with scipy's p-values. With ties, and so over
/// bins, the chance is an upper bound.
/// </summary>
public static class KolmogorovSmirnov
{
    // scipy's: the exact chance costs up to n · m steps.
    private const int LargestAutomaticSample = 10_000;

    public static TestReport Test(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current, PValueMethod method = PValueMethod.Automatic)
    {
        var (r, c) = (Sample.Sorted(reference), Sample.Sorted(current));
        double largest = 0;
        int i = 0, j = 0;
        while (i < r.Length && j < c.Length)
        {
            var value = Math.Min(r[i], c[j]);
            while (i < r.Length && r[i] == value) i++;
            while (j < c.Length && c[j] == value) j++;
            largest = Math.Max(largest, Math.Abs((double)i / r.Length - (double)j / c.Length));
        }
        return Judge(largest, r.Length, c.Length, method);
    }

    /// <summary>Over bins in their order; counts must be whole rows.</summary>
    public static TestReport TestCounts<T>(
        ReadOnlySpan<T> reference, ReadOnlySpan<T> current, PValueMethod method = PValueMethod.Automatic)
        where T : struct, INumber<T>
    {
        var (r, c) = Weights.Counts(reference, current);
        var (n, m) = (WholeRows(Weights.Total(r), nameof(reference)), WholeRows(Weights.Total(c), nameof(current)));
        double below = 0, currentBelow = 0, largest = 0;
        for (var bin = 0; bin < r.Length; bin++)
        {
            below += r[bin];
            currentBelow += c[bin];
            largest = Math.Max(largest, Math.Abs(below / n - currentBelow / m));
        }
        return Judge(largest, n, m, method);
    }

    private static int WholeRows(double total, string name) => total <= int.MaxValue && total == Math.Floor(total)
        ? (int)total
        : throw new ArgumentException($"{name} sums to {total}; it must be whole rows, at most {int.MaxValue}", name);

    private static TestReport Judge(double distance, int n, int m, PValueMethod method)
    {
        var divisor = (int)BigInteger.GreatestCommonDivisor(n, m);
        var multiple = (long)n / divisor * m;
        var exact = method == PValueMethod.Exact
            || (method == PValueMethod.Automatic && Math.Max(n, m) <= LargestAutomaticSample);
        if (!exact)
        {
            var rows = Math.Round((double)n * m / ((double)n + m), MidpointRounding.ToEven);
            return new TestReport(distance, KolmogorovTail.Of((int)rows, distance));
        }
        if (multiple >= int.MaxValue)
        {
            throw new ArgumentException(
                $"method is Exact for {n} and {m} rows; "
                + $"their least common multiple {multiple} must be below {int.MaxValue}", nameof(method));
        }
        var steps = (long)Math.Round(distance * multiple);
        return new TestReport((double)steps / multiple, LatticePaths.ChanceOfLeaving(n, m, steps));
    }
}
