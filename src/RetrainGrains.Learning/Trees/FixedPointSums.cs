using System.Numerics;

namespace RetrainGrains.Learning.Trees;

/// <summary>
/// The gradients as whole numbers, packed with a row count into 64 bits: gradient in the upper 40, count in the lower
/// 24.
/// </summary>
/// <remarks>
/// Whole numbers add exactly. So a sum does not depend on its order or on the number of threads, "parent - sibling"
/// has no cancellation error, and one addition moves gradient and count together.
/// </remarks>
internal static class FixedPointSums
{
    public const int CountBits = 24;
    public const long CountMask = (1L << CountBits) - 1;
    private const int GradientBits = 39;
    private const int HessianBits = 51;

    public static int Count(long packed) => (int)(packed & CountMask);

    public static long Gradient(long packed) => packed >> CountBits;

    /// <summary>Packs each gradient with a count of one; returns the unit that turns a sum back.</summary>
    public static double PackGradients(ReadOnlySpan<double> gradients, Span<long> packed)
    {
        var scale = ScaleFor(gradients, GradientBits);
        for (var row = 0; row < gradients.Length; row++)
        {
            packed[row] = ((long)Math.Round(gradients[row] * scale) << CountBits) + 1;
        }

        return 1 / scale;
    }

    public static double PackHessians(ReadOnlySpan<double> hessians, Span<long> packed)
    {
        var scale = ScaleFor(hessians, HessianBits);
        for (var row = 0; row < hessians.Length; row++) packed[row] = (long)Math.Round(hessians[row] * scale);
        return 1 / scale;
    }

    // A power of two, so that scaling itself never rounds; the sum of all rows must stay within the bits.
    private static double ScaleFor(ReadOnlySpan<double> values, int bits)
    {
        var largest = 0.0;
        foreach (var value in values) largest = Math.Max(largest, Math.Abs(value));
        var rowBits = BitOperations.Log2((uint)values.Length) + 1;
        return largest == 0 ? 1 : Math.ScaleB(1, Math.Clamp(bits - rowBits - Math.ILogB(largest) - 1, -1_000, 1_000));
    }
}
