using System.Numerics;
using System.Runtime.CompilerServices;

namespace RetrainGrains.Statistics.TwoSample;

/// <summary>The counts or shares per bin, checked, and divided by their sum.</summary>
internal static class Weights
{
    public static double[] Shares<T>(
        ReadOnlySpan<T> weights, [CallerArgumentExpression(nameof(weights))] string name = "")
        where T : struct, INumber<T>
    {
        var shares = Checked(weights, name);
        var total = Total(shares);
        for (var bin = 0; bin < shares.Length; bin++) shares[bin] /= total;
        return shares;
    }

    public static (double[] Reference, double[] Current) Shares<T>(
        ReadOnlySpan<T> reference, ReadOnlySpan<T> current)
        where T : struct, INumber<T>
    {
        SameLength(reference.Length, current.Length);
        return (Shares(reference, nameof(reference)), Shares(current, nameof(current)));
    }

    public static (double[] Reference, double[] Current) Counts<T>(
        ReadOnlySpan<T> reference, ReadOnlySpan<T> current)
        where T : struct, INumber<T>
    {
        SameLength(reference.Length, current.Length);
        return (Checked(reference, nameof(reference)), Checked(current, nameof(current)));
    }

    public static double Total(ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights) total += weight;
        return total;
    }

    public static void SameLength(
        int reference, int current, string name = "reference", string otherName = "current")
    {
        if (reference == current) return;
        throw new ArgumentException(
            $"{otherName} has {current} bins and {name} {reference}; they must match", otherName);
    }

    private static double[] Checked<T>(ReadOnlySpan<T> weights, string name)
        where T : struct, INumber<T>
    {
        var counts = new double[weights.Length];
        var total = 0.0;
        for (var bin = 0; bin < counts.Length; bin++)
        {
            var weight = double.CreateChecked(weights[bin]);
            if (!double.IsFinite(weight) || weight < 0)
            {
                throw new ArgumentException($"{name}[{bin}] is {weight}; it must be finite and not negative", name);
            }
            total += counts[bin] = weight;
        }
        if (total > 0) return counts;
        throw new ArgumentException($"{name} has {counts.Length} bins and nothing in them; it needs rows", name);
    }
}
