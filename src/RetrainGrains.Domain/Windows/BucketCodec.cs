using System.Buffers.Binary;
using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The stored form of an hour bucket and of feature sums: little-endian, versioned, frozen by a golden test. Version 1,
/// which is still read, did not count the values outside of the reference's range and had fewer error sums.
/// </summary>
public static class BucketCodec
{
    internal const byte Version = 2;
    private const int Head = 13;

    public static byte[] Write(HourBucket bucket)
    {
        var features = bucket.Features;
        var featureBytes = FeatureBytes(Version, features.FeatureCount);
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

    /// <summary>Reads the current version and the one before.</summary>
    public static HourBucket Read(long hour, FeatureSchema schema, ReadOnlySpan<byte> bytes)
    {
        var count = schema.Features.Length;
        var version = bytes.IsEmpty ? (byte)0 : bytes[0];
        var errors = Head + FeatureBytes(version, count);
        var candidates = bytes.Length < errors ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes[5..]);
        if (candidates < 0 || version is < 1 or > Version
            || BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]) != count
            || !ErrorCodec.Fits(schema.Answer, version, candidates, bytes[errors..]))
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
        var outside = version == 1 ? new int[count] : ReadInts(ref reader, count);
        return ErrorCodec.Read(
            hour, new FeatureSums(rows, sum, squares, missing, bins, outside), schema.Answer, version, candidates,
            reader);
    }

    private static int FeatureBytes(byte version, int features) =>
        features * ((version == 1 ? 20 : 24) + FeatureBins.BinsPerFeature * 4);

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
