using System.Buffers;
using System.Runtime.InteropServices;

namespace RetrainGrains.Learning.Trees;

/// <summary>Sorts numbers (no NaN) in three passes over 11-bit digits: several times faster than comparing.</summary>
internal static class FloatRadixSort
{
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;
    private const uint SignBit = 0x8000_0000;

    // Below this the passes over the digit counts cost more than a comparison sort.
    private const int MinimumLength = 512;

    public static void Sort(Span<float> values)
    {
        if (values.Length < MinimumLength)
        {
            values.Sort();
            return;
        }

        var keys = MemoryMarshal.Cast<float, uint>(values);
        var rented = ArrayPool<uint>.Shared.Rent(values.Length);
        var other = rented.AsSpan(0, values.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            // Orders the bits as the numbers are ordered: negative ones are inverted.
            keys[i] ^= (uint)((int)keys[i] >> 31) | SignBit;
        }

        SortByDigit(keys, other, 0);
        SortByDigit(other, keys, DigitBits);
        SortByDigit(keys, other, 2 * DigitBits);
        for (var i = 0; i < keys.Length; i++) keys[i] = other[i] ^ ((uint)((int)~other[i] >> 31) | SignBit);
        ArrayPool<uint>.Shared.Return(rented);
    }

    private static void SortByDigit(ReadOnlySpan<uint> from, Span<uint> to, int shift)
    {
        Span<int> positions = stackalloc int[Digits];
        positions.Clear();
        foreach (var key in from) positions[(int)(key >> shift) & (Digits - 1)]++;
        var position = 0;
        foreach (ref var next in positions) (next, position) = (position, position + next);
        foreach (var key in from) to[positions[(int)(key >> shift) & (Digits - 1)]++] = key;
    }
}
