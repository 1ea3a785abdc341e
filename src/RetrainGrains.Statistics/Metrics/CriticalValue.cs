using MathNet.Numerics;
using RetrainGrains.Statistics.TwoSample.Tails;

namespace RetrainGrains.Statistics.Metrics;

/// <summary>The number of standard errors that a two-sided interval reaches to each side.</summary>
internal static class CriticalValue
{
    public static double Normal(double confidence)
    {
        Check(confidence);
        return Math.Sqrt(2) * SpecialFunctions.ErfcInv(1 - confidence);
    }

    public static double Student(double confidence, double degrees)
    {
        Check(confidence);
        var chance = 1 - confidence;
        var (low, high) = (0.0, 1.0);
        while (Tail.TwoSidedStudent(high, degrees) > chance) (low, high) = (high, 2 * high);
        // As Tail.ChiSquaredAt: halving ends at neighbouring doubles from any start.
        for (var step = 0; step < 200; step++)
        {
            var middle = (low + high) / 2;
            if (middle <= low || middle >= high) break;
            if (Tail.TwoSidedStudent(middle, degrees) > chance) low = middle;
            else high = middle;
        }
        return high;
    }

    public static void Check(double confidence)
    {
        if (confidence is > 0 and < 1) return;
        throw new ArgumentException(
            $"confidence is {confidence}; it must be between 0 and 1", nameof(confidence));
    }
}
