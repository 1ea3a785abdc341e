using System.Runtime.CompilerServices;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Metrics;

/// <summary>The checks that all metrics of predictions with outcomes begin with.</summary>
internal static class Pairs
{
    public static void Check<T>(
        ReadOnlySpan<double> predictions, ReadOnlySpan<T> outcomes, int atLeast = 1,
        [CallerArgumentExpression(nameof(predictions))] string name = "",
        [CallerArgumentExpression(nameof(outcomes))] string otherName = "")
    {
        SameLength(predictions.Length, outcomes.Length, name, otherName);
        Sample.Check(predictions, atLeast, name);
    }

    public static void CheckProbabilities<T>(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<T> outcomes,
        [CallerArgumentExpression(nameof(probabilities))] string name = "",
        [CallerArgumentExpression(nameof(outcomes))] string otherName = "")
    {
        Check(probabilities, outcomes, 1, name, otherName);
        for (var row = 0; row < probabilities.Length; row++) CheckProbability(probabilities[row], $"{name}[{row}]");
    }

    public static void CheckProbability(
        double probability, [CallerArgumentExpression(nameof(probability))] string name = "")
    {
        if (probability is >= 0 and <= 1) return;
        throw new ArgumentException($"{name} is {probability}; it must be 0 to 1", name);
    }

    public static void SameLength(int rows, int otherRows, string name, string otherName)
    {
        if (rows == otherRows) return;
        throw new ArgumentException($"{otherName} has {otherRows} rows and {name} {rows}; they must match", otherName);
    }
}
