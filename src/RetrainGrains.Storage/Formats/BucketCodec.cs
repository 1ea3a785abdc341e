using System.Buffers.Binary;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Storage.Formats;

/// <summary>
/// The stored form of an hour bucket and of feature sums: little-endian, versioned, frozen by a golden test.
/// </summary>
public static class BucketCodec
{
    private const byte Version = 1;
    private const int Head = 13;

    public static byte[] Write(HourBucket bucket)
    {
        var features = bucket.Features;
        var featureBytes = FeatureBytes(features.FeatureCount);
        var bytes = new byte[Head + featureBytes + ErrorCodec.LengthOf(bucket)];
        bytes[0] = Version;
        var writer = bytes.AsSpan(1);
        WriteInt(ref writer, features.FeatureCount);
        WriteInt(ref writer, bucket.Candidates.Length);
        WriteInt(ref writer, features.Rows);
        WriteDoubles(ref writer, features.Sum);
        WriteDoubles(ref writer, features.Squares);
        foreach (var value in features.Missing) WriteInt(ref writer, value);
        foreach (var value in features.AllBins) WriteInt(ref writer, value);
        foreach (var value in features.Outside) WriteInt(ref writer, value);
        ErrorCodec.Write(bucket, writer);
        return bytes;
    }

    public static HourBucket Read(long hour, FeatureSchema schema, ReadOnlySpan<byte> bytes)
    {
        // A bucket from before the schema grew has its first features.
        var told = bytes.Length < Head ? 0 : BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]);
        var count = told >= 1 && told < schema.Features.Length ? told : schema.Features.Length;
        var errors = Head + FeatureBytes(count);
        var candidates = bytes.Length < errors ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes[5..]);
        if (candidates < 0 || bytes[0] != Version
            || BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]) != count
            || !ErrorCodec.Fits(schema.Answer, candidates, bytes[errors..]))
        {
            throw new InvalidDataException(
                $"window of hour {hour}: {bytes.Length} bytes do not hold version {Version} with {count} features");
        }
        var rows = BinaryPrimitives.ReadInt32LittleEndian(bytes[9..]);
        var reader = bytes[Head..];
        var sum = ReadDoubles(ref reader, count);
        var squares = ReadDoubles(ref reader, count);
        var missing = ReadInts(ref reader, count);
        var bins = ReadInts(ref reader, count * FeatureBins.BinsPerFeature);
        var outside = ReadInts(ref reader, count);
        return ErrorCodec.Read(
            hour, new FeatureSums(rows, sum, squares, missing, bins, outside), schema.Answer, candidates, reader);
    }

    // Two sums, and the counts of missing values, of those outside, and of each bin.
    private static int FeatureBytes(int features) => features * (24 + FeatureBins.BinsPerFeature * 4);

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
