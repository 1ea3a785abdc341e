using System.Buffers.Binary;

namespace RetrainGrains.Domain.Windows;

/// <summary>The stored form of an hour bucket and of feature sums: little-endian, versioned, frozen by a golden test.</summary>
public static class BucketCodec
{
    private const byte Version = 1;

    public static byte[] Write(HourBucket bucket)
    {
        var features = bucket.Features;
        var bytes = new byte[1 + 4 + 4 + features.FeatureCount * 20 + features.AllBins.Length * 4
            + bucket.Errors.Raw.Length * 8];
        var writer = bytes.AsSpan();
        writer[0] = Version;
        writer = writer[1..];
        WriteInt(ref writer, features.FeatureCount);
        WriteInt(ref writer, features.Rows);
        foreach (var value in features.Sum) WriteDouble(ref writer, value);
        foreach (var value in features.Squares) WriteDouble(ref writer, value);
        foreach (var value in features.Missing) WriteInt(ref writer, value);
        foreach (var value in features.AllBins) WriteInt(ref writer, value);
        foreach (var value in bucket.Errors.Raw) WriteDouble(ref writer, value);
        return bytes;
    }

    public static HourBucket Read(long hour, FeatureSchema schema, ReadOnlySpan<byte> bytes)
    {
        var count = schema.Features.Length;
        var errorLength = ErrorSums.LengthFor(schema.Task);
        var expected = 9 + count * 20 + count * FeatureBins.BinsPerFeature * 4 + errorLength * 8;
        if (bytes.Length != expected || bytes[0] != Version || BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]) != count)
        {
            throw new InvalidDataException(
                $"window of hour {hour}: {bytes.Length} bytes do not hold version {Version} with {count} features");
        }
        var rows = BinaryPrimitives.ReadInt32LittleEndian(bytes[5..]);
        var reader = bytes[9..];
        var sum = ReadDoubles(ref reader, count);
        var squares = ReadDoubles(ref reader, count);
        var missing = ReadInts(ref reader, count);
        var bins = ReadInts(ref reader, count * FeatureBins.BinsPerFeature);
        var errors = ErrorSums.FromRaw(schema.Task, ReadDoubles(ref reader, errorLength));
        return new HourBucket(hour, new FeatureSums(rows, sum, squares, missing, bins), errors);
    }

    private static void WriteInt(ref Span<byte> target, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, value);
        target = target[4..];
    }

    private static void WriteDouble(ref Span<byte> target, double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(target, value);
        target = target[8..];
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
