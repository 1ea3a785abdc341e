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
    private const long LargestCheapLattice = 10_000;

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

    /// <summary>Compares counts of bins in their order; counts must be whole rows.</summary>
    public static TestReport TestCounts<T>(
        ReadOnlySpan<T> reference, ReadOnlySpan<T> current, PValueMethod method = PValueMethod.Automatic)
        where T : struct, INumber<T>
    {
        var (r, c) = Weights.Counts(reference, current);
        var (n, m) = (WholeRows(Weights.Total(r), nameof(reference)), WholeRows(Weights.Total(c), nameof(current)));
        return Judge(Largest(r, c, n, m), n, m, method);
    }

    /// <summary>The distance alone, over counts or shares of bins in their order.</summary>
    public static double DistanceOfCounts<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> current)
        where T : struct, INumber<T>
    {
        var (r, c) = Weights.Counts(reference, current);
        return Largest(r, c, Weights.Total(r), Weights.Total(c));
    }

    /// <summary>
    /// The chance of a distance this large or larger between so many independent rows, whatever it was measured on:
    /// exact while that costs little.
    /// </summary>
    public static double PValue(double distance, int referenceRows, int currentRows)
    {
        if (!(distance >= 0 && distance <= 1))
        {
            throw new ArgumentException($"distance is {distance}; it must be 0 to 1", nameof(distance));
        }
        if (referenceRows < 1)
        {
            throw new ArgumentException(
                $"referenceRows is {referenceRows}; at least 1 is needed", nameof(referenceRows));
        }
        if (currentRows < 1)
        {
            throw new ArgumentException($"currentRows is {currentRows}; at least 1 is needed", nameof(currentRows));
        }
        var exact = (long)referenceRows * currentRows <= LargestCheapLattice;
        var method = exact ? PValueMethod.Exact : PValueMethod.Asymptotic;
        return Judge(distance, referenceRows, currentRows, method).PValue;
    }

    private static double Largest(double[] reference, double[] current, double rows, double currentRows)
    {
        double below = 0, currentBelow = 0, largest = 0;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            below += reference[bin];
            currentBelow += current[bin];
            largest = Math.Max(largest, Math.Abs(below / rows - currentBelow / currentRows));
        }
        return largest;
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
        // The lattice has no point between two steps; what rounding has added to a step is not one more.
        var steps = (long)Math.Ceiling(distance * multiple * (1 - 1e-12));
        return new TestReport((double)steps / multiple, LatticePaths.ChanceOfLeaving(n, m, steps));
    }
}
