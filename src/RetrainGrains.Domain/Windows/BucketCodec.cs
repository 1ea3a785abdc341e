using System.Buffers.Binary;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The stored form of an hour bucket and of feature sums: little-endian, versioned, frozen by a golden test. Versions
/// before 3, of which 1 is still read, did not count the values outside of the reference's range.
/// </summary>
public static class BucketCodec
{
    private const byte Version = 3;

    public static byte[] Write(HourBucket bucket)
    {
        var features = bucket.Features;
        var errorBytes = bucket.Served.Raw.Length * 8;
        var bytes = new byte[13 + features.FeatureCount * 24 + features.AllBins.Length * 4
            + errorBytes * (2 + bucket.Contestants.Length)];
        bytes[0] = Version;
        var writer = bytes.AsSpan(1);
        WriteInt(ref writer, features.FeatureCount);
        WriteInt(ref writer, bucket.Contestants.Length);
        WriteInt(ref writer, features.Rows);
        WriteDoubles(ref writer, features.Sum);
        WriteDoubles(ref writer, features.Squares);
        foreach (var value in features.Missing) WriteInt(ref writer, value);
        foreach (var value in features.AllBins) WriteInt(ref writer, value);
        foreach (var value in features.Outside) WriteInt(ref writer, value);
        WriteDoubles(ref writer, bucket.Served.Raw);
        WriteDoubles(ref writer, bucket.Predecessor.Raw);
        foreach (var contestant in bucket.Contestants) WriteDoubles(ref writer, contestant.Raw);
        return bytes;
    }

    public static HourBucket Read(long hour, FeatureSchema schema, ReadOnlySpan<byte> bytes)
    {
        var count = schema.Features.Length;
        var errorLength = ErrorSums.LengthFor(schema.Task);
        var contestants = bytes.Length < 13 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes[5..]);
        var version = bytes.IsEmpty ? 0 : bytes[0];
        var perFeature = (version == 1 ? 20 : 24) + FeatureBins.BinsPerFeature * 4;
        var expected = 13 + count * perFeature + errorLength * 8L * (2 + contestants);
        if (contestants < 0 || bytes.Length != expected || version is not (1 or Version)
            || BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]) != count)
        {
            throw new InvalidDataException(
                $"window of hour {hour}: {bytes.Length} bytes do not hold version {Version} with {count} features");
        }
        var rows = BinaryPrimitives.ReadInt32LittleEndian(bytes[9..]);
        var reader = bytes[13..];
        var sum = ReadDoubles(ref reader, count);
        var squares = ReadDoubles(ref reader, count);
        var missing = ReadInts(ref reader, count);
        var bins = ReadInts(ref reader, count * FeatureBins.BinsPerFeature);
        var outside = version == 1 ? new int[count] : ReadInts(ref reader, count);
        var served = ErrorSums.FromRaw(schema.Task, ReadDoubles(ref reader, errorLength));
        var predecessor = ErrorSums.FromRaw(schema.Task, ReadDoubles(ref reader, errorLength));
        var others = ImmutableArray.CreateBuilder<ErrorSums>(contestants);
        for (var i = 0; i < contestants; i++)
        {
            others.Add(ErrorSums.FromRaw(schema.Task, ReadDoubles(ref reader, errorLength)));
        }
        return new HourBucket(
            hour, new FeatureSums(rows, sum, squares, missing, bins, outside), served, predecessor,
            others.MoveToImmutable());
    }

    private static void WriteInt(ref Span<byte> target, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, value);
        target = target[4..];
    }

    private static void WriteDoubles(ref Span<byte> target, ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(target, value);
            target = target[8..];
        }
    }

    private static double[] ReadDoubles(ref ReadOnlySpan<byte> source, int count)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = BinaryPrimitives.ReadDoubleLittleEndian(source[(i * 8)..]);
        source = source[(count * 8)..];
        return values;
    }

    private static int[] ReadInts(ref ReadOnlySpan<byte> source, int count)
    {
        var values = new int[count];
        for (var i = 0; i < count; i++) values[i] = BinaryPrimitives.ReadInt32LittleEndian(source[(i * 4)..]);
        source = source[(count * 4)..];
        return values;
    }
}
