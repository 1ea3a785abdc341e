using System.Numerics;

namespace RetrainGrains.Statistics.TwoSample;

/// <summary>The integral ∫ cost(F − G) for two empirical distribution functions.</summary>
internal static class CumulativeDistance
{
    public static double Integral(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current, Func<double, double> cost)
    {
        var (r, c) = (Sample.Sorted(reference), Sample.Sorted(current));
        var before = Math.Min(r[0], c[0]);
        double sum = 0, difference = 0;
        int i = 0, j = 0;
        while (i < r.Length || j < c.Length)
        {
            var value = j == c.Length || (i < r.Length && r[i] <= c[j]) ? r[i] : c[j];
            sum += cost(difference) * (value - before);
            while (i < r.Length && r[i] == value) i++;
            while (j < c.Length && c[j] == value) j++;
            difference = (double)i / r.Length - (double)j / c.Length;
            before = value;
        }
        return sum;
    }

    public static double Integral<T>(
        ReadOnlySpan<double> positions, ReadOnlySpan<T> reference, ReadOnlySpan<T> current, Func<double, double> cost)
        where T : struct, INumber<T>
    {
        var (r, c) = Weights.Counts(reference, current);
        Weights.SameLength(positions.Length, r.Length, nameof(positions), nameof(reference));
        Sample.Check(positions);
        var (total, currentTotal) = (Weights.Total(r), Weights.Total(c));
        double sum = 0, below = 0, currentBelow = 0;
        for (var bin = 1; bin < r.Length; bin++)
        {
            var width = positions[bin] - positions[bin - 1];
            if (width < 0)
            {
                throw new ArgumentException(
                    $"positions[{bin}] is {positions[bin]}; positions must not fall", nameof(positions));
            }
            below += r[bin - 1];
            currentBelow += c[bin - 1];
            sum += cost(below / total - currentBelow / currentTotal) * width;
        }
        return sum;
    }
}
