using System.Buffers.Binary;
using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Domain.Windows;

/// <summary>
/// The errors' part of a stored hour: served, predecessor, candidates and, from version 2 on, segments by key. Version
/// 1 has the first sums only; those that came later read as not counted.
/// </summary>
internal static class ErrorCodec
{
    private const int Key = sizeof(ulong);

    public static int LengthOf(HourBucket bucket) =>
        SumsLength(bucket.Served.Answer, BucketCodec.Version) * (2 + bucket.Candidates.Length + bucket.SegmentCount)
        + sizeof(int) + Key * bucket.SegmentCount;

    /// <summary>Returns true when the bytes are exactly the errors of so many candidates.</summary>
    public static bool Fits(AnswerKind answer, byte version, int candidates, ReadOnlySpan<byte> bytes)
    {
        var sums = SumsLength(answer, version);
        var plain = sums * (2L + candidates);
        if (version == 1) return bytes.Length == plain;
        if (bytes.Length < plain + sizeof(int)) return false;
        var segments = BinaryPrimitives.ReadInt32LittleEndian(bytes[(int)plain..]);
        return segments >= 0 && bytes.Length == plain + sizeof(int) + segments * (long)(Key + sums);
    }

    public static void Write(HourBucket bucket, Span<byte> target)
    {
        WriteSums(ref target, bucket.Served);
        WriteSums(ref target, bucket.Predecessor);
        foreach (var candidate in bucket.Candidates) WriteSums(ref target, candidate);
        BinaryPrimitives.WriteInt32LittleEndian(target, bucket.SegmentCount);
        target = target[sizeof(int)..];
        foreach (var (key, sums) in bucket.Segments)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target, key);
            target = target[Key..];
            WriteSums(ref target, sums);
        }
    }

    /// <summary>Reads bytes that pass <see cref="Fits"/>.</summary>
    public static HourBucket Read(
        long hour, FeatureSums features, AnswerKind answer, byte version, int candidates, ReadOnlySpan<byte> source)
    {
        var served = ReadSums(ref source, answer, version);
        var predecessor = ReadSums(ref source, answer, version);
        var others = ImmutableArray.CreateBuilder<ErrorSums>(candidates);
        for (var i = 0; i < candidates; i++) others.Add(ReadSums(ref source, answer, version));
        var bucket = new HourBucket(hour, features, served, predecessor, others.MoveToImmutable());
        if (version == 1) return bucket;
        source = source[sizeof(int)..];
        while (!source.IsEmpty)
        {
            var key = BinaryPrimitives.ReadUInt64LittleEndian(source);
            source = source[Key..];
            bucket.PutSegment(key, ReadSums(ref source, answer, version));
        }
        return bucket;
    }

    private static int SumsLength(AnswerKind answer, byte version) =>
        sizeof(double) * (version == 1 ? ErrorSums.FirstLengthFor(answer) : ErrorSums.LengthFor(answer));

    private static void WriteSums(ref Span<byte> target, ErrorSums sums)
    {
        foreach (var value in sums.Raw)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(target, value);
            target = target[sizeof(double)..];
        }
    }

    private static ErrorSums ReadSums(ref ReadOnlySpan<byte> source, AnswerKind answer, byte version)
    {
        var values = new double[SumsLength(answer, version) / sizeof(double)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(source[(i * sizeof(double))..]);
        }
        source = source[(values.Length * sizeof(double))..];
        return ErrorSums.FromRaw(answer, values);
    }
}
