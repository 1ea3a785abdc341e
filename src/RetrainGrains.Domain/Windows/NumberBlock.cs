using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RetrainGrains.Domain.Windows;

/// <summary>A view of accumulators in one block of numbers, as their fields lie in memory.</summary>
internal static class NumberBlock
{
    public static ref T View<T>(double[] block, int from = 0) where T : unmanaged =>
        ref MemoryMarshal.Cast<double, T>(block.AsSpan(from, LengthOf<T>()))[0];

    public static int LengthOf<T>() where T : unmanaged => Unsafe.SizeOf<T>() / sizeof(double);
}
