using System.Numerics;

namespace RetrainGrains.Statistics.TwoSample;

/// <summary>
/// The distances between two binned distributions, over counts or shares alike. Logarithms are natural unless a base is
/// given; only Kullback–Leibler can be infinite, where the reference has rows in a bin that the current side leaves
/// empty.
/// </summary>
public static class Divergence
{
    /// <summary>Computes Σ r ln(r / c): what is lost by taking the current distribution for the reference.</summary>
    public static double KullbackLeibler<T>(
        ReadOnlySpan<T> reference, ReadOnlySpan<T> current, double logarithmBase = Math.E)
        where T : struct, INumber<T>
    {
        var (r, c) = Weights.Shares(reference, current);
        var sum = 0.0;
        for (var bin = 0; bin < r.Length; bin++) sum += RelativeEntropy(r[bin], c[bin]);
        return sum / LogOf(logarithmBase);
    }

    /// <summary>Computes half of each side's divergence from their average: 0 … ln 2, or 0 … 1 in base 2.</summary>
    public static double JensenShannon<T>(
        ReadOnlySpan<T> reference, ReadOnlySpan<T> current, double logarithmBase = Math.E)
        where T : struct, INumber<T>
    {
        var (r, c) = Weights.Shares(reference, current);
        double left = 0, right = 0;
        for (var bin = 0; bin < r.Length; bin++)
        {
            var middle = (r[bin] + c[bin]) / 2;
            left += RelativeEntropy(r[bin], middle);
            right += RelativeEntropy(c[bin], middle);
        }
        return Math.Max(0, (left + right) / LogOf(logarithmBase) / 2);
    }

    /// <summary>The root of the divergence, which is a metric and what most tools call Jensen–Shannon.</summary>
    public static double JensenShannonDistance<T>(
        ReadOnlySpan<T> reference, ReadOnlySpan<T> current, double logarithmBase = Math.E)
        where T : struct, INumber<T> => Math.Sqrt(JensenShannon(reference, current, logarithmBase));

    /// <summary>Computes √(½ Σ (√r − √c)²): 0 … 1.</summary>
    public static double Hellinger<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> current)
        where T : struct, INumber<T>
    {
        var (r, c) = Weights.Shares(reference, current);
        var sum = 0.0;
        for (var bin = 0; bin < r.Length; bin++) sum += Math.Pow(Math.Sqrt(r[bin]) - Math.Sqrt(c[bin]), 2);
        return Math.Sqrt(sum / 2);
    }

    /// <summary>Computes ½ Σ |r − c|: 0 … 1.</summary>
    public static double TotalVariation<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> current)
        where T : struct, INumber<T>
    {
        var (r, c) = Weights.Shares(reference, current);
        var sum = 0.0;
        for (var bin = 0; bin < r.Length; bin++) sum += Math.Abs(r[bin] - c[bin]);
        return sum / 2;
    }

    /// <summary>Computes max |r − c|: 0 … 1.</summary>
    public static double LargestDifference<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> current)
        where T : struct, INumber<T>
    {
        var (r, c) = Weights.Shares(reference, current);
        var largest = 0.0;
        for (var bin = 0; bin < r.Length; bin++) largest = Math.Max(largest, Math.Abs(r[bin] - c[bin]));
        return largest;
    }

    private static double RelativeEntropy(double x, double y) => x == 0 ? 0 : x * Math.Log(x / y);

    private static double LogOf(double logarithmBase) => logarithmBase > 1 && double.IsFinite(logarithmBase)
        ? Math.Log(logarithmBase)
        : throw new ArgumentException(
            $"logarithmBase is {logarithmBase}; it must be finite and above 1", nameof(logarithmBase));
}
