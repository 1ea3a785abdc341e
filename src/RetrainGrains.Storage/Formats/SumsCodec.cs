using System.Buffers.Binary;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Storage.Formats;

/// <summary>
/// The features' part of a stored hour: rows and key, two sums and three counts of each feature with its number of
/// bins, then the bins themselves. Sums without rows are their rows and key alone.
/// </summary>
internal static class SumsCodec
{
    private const int Head = 8;
    private const int PerFeature = 2 * sizeof(double) + 3 * sizeof(int) + sizeof(ushort);

    // Before there were keys and unlisted categories; ten bins each.
    private const int FirstPerFeature = 2 * sizeof(double) + (2 + FeatureBins.BinsPerFeature) * sizeof(int);

    public static int LengthOf(FeatureSums sums) =>
        sums.Rows == 0 ? Head : Head + sums.FeatureCount * PerFeature + sums.AllBins.Length * sizeof(int);

    public static void Write(FeatureSums sums, ref Span<byte> target)
    {
        WriteInt(ref target, sums.Rows);
        WriteInt(ref target, (int)sums.Key);
        if (sums.Rows == 0) return;
        WriteDoubles(ref target, sums.Sum);
        WriteDoubles(ref target, sums.Squares);
        foreach (var value in sums.Missing) WriteInt(ref target, value);
        foreach (var value in sums.Outside) WriteInt(ref target, value);
        foreach (var value in sums.Unlisted) WriteInt(ref target, value);
        foreach (var bins in sums.BinCounts)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)bins);
            target = target[sizeof(ushort)..];
        }
        foreach (var value in sums.AllBins) WriteInt(ref target, value);
    }

    /// <summary>Reads the sums of so many features; null where the bytes do not hold them.</summary>
    public static FeatureSums? Read(ref ReadOnlySpan<byte> source, int count)
    {
        if (source.Length < Head) return null;
        var rows = BinaryPrimitives.ReadInt32LittleEndian(source);
        var key = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]);
        source = source[Head..];
        if (rows == 0) return new FeatureSums(count);
        if (source.Length < (long)count * PerFeature) return null;
        var (sum, squares) = (ReadDoubles(ref source, count), ReadDoubles(ref source, count));
        var (missing, outside, unlisted) =
            (ReadInts(ref source, count), ReadInts(ref source, count), ReadInts(ref source, count));
        var sizes = new int[count];
        long total = 0;
        for (var i = 0; i < count; i++)
        {
            sizes[i] = BinaryPrimitives.ReadUInt16LittleEndian(source[(i * sizeof(ushort))..]);
            total += sizes[i];
        }
        source = source[(count * sizeof(ushort))..];
        if (source.Length < total * sizeof(int)) return null;
        if (key == 0 && total != (long)count * FeatureBins.BinsPerFeature) return null;
        return FeatureSums.Stored(
            rows, sum, squares, missing, ReadInts(ref source, (int)total), outside, unlisted, (key, sizes));
    }

    /// <summary>Reads the sums as the first version wrote them; null where the bytes do not hold them.</summary>
    public static FeatureSums? ReadFirst(ref ReadOnlySpan<byte> source, int count)
    {
        if (source.Length < sizeof(int) + (long)count * FirstPerFeature) return null;
        var rows = BinaryPrimitives.ReadInt32LittleEndian(source);
        source = source[sizeof(int)..];
        var (sum, squares) = (ReadDoubles(ref source, count), ReadDoubles(ref source, count));
        var missing = ReadInts(ref source, count);
        var bins = ReadInts(ref source, count * FeatureBins.BinsPerFeature);
        return FeatureSums.Stored(
            rows, sum, squares, missing, bins, ReadInts(ref source, count), new int[count]);
    }

    private static void WriteInt(ref Span<byte> target, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, value);
        target = target[sizeof(int)..];
    }

    private static void WriteDoubles(ref Span<byte> target, ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(target, value);
            target = target[sizeof(double)..];
        }
    }

    private static double[] ReadDoubles(ref ReadOnlySpan<byte> source, int count)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = BinaryPrimitives.ReadDoubleLittleEndian(source[(8 * i)..]);
        source = source[(count * sizeof(double))..];
        return values;
    }

    private static int[] ReadInts(ref ReadOnlySpan<byte> source, int count)
    {
        var values = new int[count];
        for (var i = 0; i < count; i++) values[i] = BinaryPrimitives.ReadInt32LittleEndian(source[(i * sizeof(int))..]);
        source = source[(count * sizeof(int))..];
        return values;
    }
}
