using System.Buffers.Binary;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Storage.Formats;

/// <summary>
/// The stored form of an hour bucket and of feature sums: little-endian, versioned, frozen by a golden test. The first
/// version, which had ten bins a feature and no answers, is still read.
/// </summary>
public static class BucketCodec
{
    private const byte Version = 2;
    private const byte FirstVersion = 1;
    private const int Head = 9;

    public static byte[] Write(HourBucket bucket)
    {
        var length = Head + SumsCodec.LengthOf(bucket.Features) + SumsCodec.LengthOf(bucket.Outcomes)
            + SumsCodec.LengthOf(bucket.Predictions) + ErrorCodec.LengthOf(bucket);
        var bytes = new byte[length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), bucket.Features.FeatureCount);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(5), bucket.Candidates.Length);
        var writer = bytes.AsSpan(Head);
        SumsCodec.Write(bucket.Features, ref writer);
        SumsCodec.Write(bucket.Outcomes, ref writer);
        SumsCodec.Write(bucket.Predictions, ref writer);
        ErrorCodec.Write(bucket, writer);
        return bytes;
    }

    public static HourBucket Read(long hour, FeatureSchema schema, ReadOnlySpan<byte> bytes)
    {
        // A bucket from before the schema grew has its first features.
        var told = bytes.Length < Head ? 0 : BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]);
        var count = told >= 1 && told < schema.Features.Length ? told : schema.Features.Length;
        InvalidDataException Refused(ReadOnlySpan<byte> all) => new(
            $"window of hour {hour}: {all.Length} bytes do not hold version {Version} with {count} features");

        if (bytes.Length < Head || bytes[0] is not (Version or FirstVersion)
            || BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]) != count)
        {
            throw Refused(bytes);
        }
        var candidates = BinaryPrimitives.ReadInt32LittleEndian(bytes[5..]);
        var reader = bytes[Head..];
        var features = bytes[0] == FirstVersion
            ? SumsCodec.ReadFirst(ref reader, count)
            : SumsCodec.Read(ref reader, count);
        var outcomes = bytes[0] == FirstVersion ? new FeatureSums(1) : SumsCodec.Read(ref reader, 1);
        var predictions = bytes[0] == FirstVersion ? new FeatureSums(1) : SumsCodec.Read(ref reader, 1);
        if (features is null || outcomes is null || predictions is null || candidates < 0
            || !ErrorCodec.Fits(schema.Answer, candidates, reader))
        {
            throw Refused(bytes);
        }
        var bucket = ErrorCodec.Read(hour, features, schema.Answer, candidates, reader);
        bucket.PutAnswers(outcomes, predictions);
        return bucket;
    }
}
