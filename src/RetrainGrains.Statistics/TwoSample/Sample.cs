using System.Runtime.CompilerServices;

namespace RetrainGrains.Statistics.TwoSample;

/// <summary>The checks and the sorting that all statistics of samples begin with.</summary>
internal static class Sample
{
    public static void Check(
        ReadOnlySpan<double> sample, int atLeast = 1,
        [CallerArgumentExpression(nameof(sample))] string name = "")
    {
        if (sample.Length < atLeast)
        {
            throw new ArgumentException($"{name} has {sample.Length} values; at least {atLeast} are needed", name);
        }
        for (var index = 0; index < sample.Length; index++)
        {
            if (double.IsFinite(sample[index])) continue;
            throw new ArgumentException($"{name}[{index}] is {sample[index]}; values must be finite", name);
        }
    }

    public static double[] Sorted(
        ReadOnlySpan<double> sample, [CallerArgumentExpression(nameof(sample))] string name = "")
    {
        Check(sample, name: name);
        var sorted = sample.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    public static double Median(ReadOnlySpan<double> sorted) =>
        (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
