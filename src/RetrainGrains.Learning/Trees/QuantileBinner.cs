using System.Buffers;
using System.Runtime.CompilerServices;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>Cuts one column into bins of about equal row counts and names the bin of each value.</summary>
internal static class QuantileBinner
{
    // A sampled quantile is off by at most 0.4 % of the rows (one sigma): one bin of 255.
    private const int SampleSize = 16_384;
    private const ulong SampleSeed = 0x51A7;
    private const int SearchTableLength = 256;

    /// <summary>
    /// Finds the inclusive upper bounds of the bins, the last one infinite; one bin means a constant column.
    /// </summary>
    public static float[] FindUpperBounds(ReadOnlySpan<float> column, int maximumBins, int minimumPerBin)
    {
        var rented = ArrayPool<float>.Shared.Rent(Math.Min(column.Length, SampleSize));
        try
        {
            var sample = Sample(column, rented);
            FloatRadixSort.Sort(sample);
            var scaledMinimum = (int)Math.Max(1, (long)minimumPerBin * sample.Length / Math.Max(1, column.Length));
            return Cut(sample, maximumBins, scaledMinimum);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <summary>The bin of each row; missing values get the code after the last bin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static byte[] Assign(ReadOnlySpan<float> column, ReadOnlySpan<float> upperBounds)
    {
        var codes = new byte[column.Length];
        Span<float> table = stackalloc float[SearchTableLength];
        table.Fill(float.PositiveInfinity);
        upperBounds.CopyTo(table);
        ref var first = ref table[0];
        for (var row = 0; row < column.Length; row++)
        {
            var value = column[row];
            var bin = 0;
            for (var step = SearchTableLength / 2; step > 0; step >>= 1)
            {
                // Branch-free lower bound: the outcome of each comparison is a coin flip.
                bin += step & -(Unsafe.Add(ref first, bin + step - 1) < value ? 1 : 0);
            }

            codes[row] = (byte)(float.IsNaN(value) ? upperBounds.Length : bin);
        }

        return codes;
    }

    private static Span<float> Sample(ReadOnlySpan<float> column, float[] destination)
    {
        var generator = new SeededGenerator(SampleSeed);
        var count = Math.Min(column.Length, SampleSize);
        var kept = 0;
        for (var stratum = 0; stratum < count; stratum++)
        {
            // One row at random per stratum: a fixed stride would see only one hour of each day.
            var from = (int)((long)stratum * column.Length / count);
            var to = (int)((stratum + 1L) * column.Length / count);
            var value = column[to - from == 1 ? from : from + generator.Next(to - from)];
            if (!float.IsNaN(value)) destination[kept++] = value;
        }

        return destination.AsSpan(0, kept);
    }

    private static float[] Cut(ReadOnlySpan<float> sorted, int maximumBins, int minimumPerBin)
    {
        var bounds = new List<float>(maximumBins);
        var inBin = 0;
        var remaining = sorted.Length;
        for (var i = 0; i < sorted.Length && bounds.Count < maximumBins - 1;)
        {
            var runEnd = EndOfRun(sorted, i);
            inBin += runEnd - i;
            var wanted = Math.Max(minimumPerBin, remaining / (maximumBins - bounds.Count));
            var nextIsHeavy = runEnd < sorted.Length && EndOfRun(sorted, runEnd) - runEnd >= wanted;

            // A value that fills a bin of its own (no rain, closed shop) must not share it with its neighbours.
            var isFull = inBin >= wanted || nextIsHeavy;
            if (isFull && sorted.Length - runEnd >= minimumPerBin)
            {
                bounds.Add(Between(sorted[i], sorted[runEnd]));
                remaining -= inBin;
                inBin = 0;
            }

            i = runEnd;
        }

        bounds.Add(float.PositiveInfinity);
        return [.. bounds];
    }

    private static int EndOfRun(ReadOnlySpan<float> sorted, int start)
    {
        var end = start + 1;
        while (end < sorted.Length && sorted[end] == sorted[start]) end++;
        return end;
    }

    // The middle may round up to the upper value, which must stay on the right.
    private static float Between(float lower, float upper)
    {
        var middle = (float)(((double)lower + upper) / 2);
        return middle < upper ? middle : lower;
    }
}
