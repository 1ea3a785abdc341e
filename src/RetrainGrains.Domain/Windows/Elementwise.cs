using System.Numerics;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The element-wise addition of arrays of sums, a register at a time, with the results of a plain loop.
/// </summary>
internal static class Elementwise
{
    public static void Add<T>(Span<T> totals, ReadOnlySpan<T> parts) where T : INumber<T>
    {
        var i = 0;
        for (; i <= totals.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            (new Vector<T>(totals[i..]) + new Vector<T>(parts[i..])).CopyTo(totals[i..]);
        }
        for (; i < totals.Length; i++) totals[i] += parts[i];
    }
}
