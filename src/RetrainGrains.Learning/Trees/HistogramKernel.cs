using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RetrainGrains.Learning.Trees;

/// <summary>The hot loops of training. Row lists and bin codes are our own, so bounds are not checked.</summary>
internal static class HistogramKernel
{
    /// <summary>Copies the codes of scattered rows side by side; no copy waits for the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(ReadOnlySpan<int> rows, in CodeGroup group, Span<uint> ordered)
    {
        ref var codes = ref group.Block[0];
        ref var firstRow = ref MemoryMarshal.GetReference(rows);
        ref var target = ref MemoryMarshal.GetReference(ordered);
        nint stride = group.Stride;
        for (nint i = 0; i < rows.Length; i++)
        {
            // Always four groups: what is beyond those of the row is overwritten by the next one.
            var four = Vector128.LoadUnsafe(ref Unsafe.Add(ref codes, Unsafe.Add(ref firstRow, i) * stride));
            four.StoreUnsafe(ref Unsafe.Add(ref target, i * stride));
        }
    }

    /// <summary>Adds each row's value to its bin in the four histograms of a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Accumulate(
        ref uint codes,
        nint stride,
        ReadOnlySpan<long> values,
        ref long histogram0,
        ref long histogram1,
        ref long histogram2,
        ref long histogram3)
    {
        ref var firstValue = ref MemoryMarshal.GetReference(values);
        for (nint i = 0; i < values.Length; i++)
        {
            var code = codes;
            var value = Unsafe.Add(ref firstValue, i);
            codes = ref Unsafe.Add(ref codes, stride);
            Unsafe.Add(ref histogram0, (nint)(byte)code) += value;
            Unsafe.Add(ref histogram1, (nint)(byte)(code >> 8)) += value;
            Unsafe.Add(ref histogram2, (nint)(byte)(code >> 16)) += value;
            Unsafe.Add(ref histogram3, (nint)(code >> 24)) += value;
        }
    }

    /// <summary>Turns the parent's histogram into the larger child's: parent - sibling.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(Span<long> parent, ReadOnlySpan<long> sibling)
    {
        ref var target = ref parent[0];
        ref readonly var source = ref sibling[0];
        for (var i = 0; i < parent.Length; i += Vector256<long>.Count)
        {
            var difference = Vector256.LoadUnsafe(ref target, (nuint)i) - Vector256.LoadUnsafe(in source, (nuint)i);
            difference.StoreUnsafe(ref target, (nuint)i);
        }
    }

    public static void Gather(ReadOnlySpan<int> rows, long[] source, Span<long> ordered)
    {
        ref var first = ref source[0];
        for (var i = 0; i < rows.Length; i++) ordered[i] = Unsafe.Add(ref first, (nint)(uint)rows[i]);
    }

    /// <summary>Moves rows that go left to the front, keeping their order on both sides; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Partition(
        Span<int> rows, Span<int> scratch, byte[] column, int bin, int leftMissingCode)
    {
        ref var codes = ref column[0];
        var left = 0;
        var right = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            int code = Unsafe.Add(ref codes, row);
            var goesLeft = (code <= bin ? 1 : 0) | (code == leftMissingCode ? 1 : 0);

            // Both are written and one advances: a branch here would be a coin flip.
            rows[left] = row;
            scratch[right] = row;
            left += goesLeft;
            right += 1 - goesLeft;
        }

        scratch[..right].CopyTo(rows[left..]);
        return left;
    }

    /// <summary>The same for a set of codes: 1 in the table sends left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Partition(
        Span<int> rows, Span<int> scratch, byte[] column, ReadOnlySpan<byte> table)
    {
        ref var codes = ref column[0];
        ref var sides = ref MemoryMarshal.GetReference(table);
        var left = 0;
        var right = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            var goesLeft = Unsafe.Add(ref sides, (nint)Unsafe.Add(ref codes, row));
            rows[left] = row;
            scratch[right] = row;
            left += goesLeft;
            right += 1 - goesLeft;
        }

        scratch[..right].CopyTo(rows[left..]);
        return left;
    }
}
