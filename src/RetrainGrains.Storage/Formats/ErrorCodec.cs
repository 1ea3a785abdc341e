using System.Buffers.Binary;
using System.Collections.Immutable;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Storage.Formats;

/// <summary>The errors' part of a stored hour: served, predecessor, candidates, and segments by key.</summary>
internal static class ErrorCodec
{
    private const int Key = sizeof(ulong);

    public static int LengthOf(HourBucket bucket) =>
        SumsLength(bucket.Served.Answer) * (2 + bucket.Candidates.Length + bucket.SegmentCount)
        + sizeof(int) + Key * bucket.SegmentCount;

    /// <summary>Tells whether these bytes are the errors of so many candidates, to the last byte.</summary>
    public static bool Fits(AnswerKind answer, int candidates, ReadOnlySpan<byte> bytes)
    {
        var sums = SumsLength(answer);
        var plain = sums * (2L + candidates);
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
        long hour, FeatureSums features, AnswerKind answer, int candidates, ReadOnlySpan<byte> source)
    {
        var served = ReadSums(ref source, answer);
        var predecessor = ReadSums(ref source, answer);
        var others = ImmutableArray.CreateBuilder<ErrorSums>(candidates);
        for (var i = 0; i < candidates; i++) others.Add(ReadSums(ref source, answer));
        var bucket = new HourBucket(hour, features, served, predecessor, others.MoveToImmutable());
        source = source[sizeof(int)..];
        while (!source.IsEmpty)
        {
            var key = BinaryPrimitives.ReadUInt64LittleEndian(source);
            source = source[Key..];
            bucket.PutSegment(key, ReadSums(ref source, answer));
        }
        return bucket;
    }

    private static int SumsLength(AnswerKind answer) => sizeof(double) * ErrorSums.LengthFor(answer);

    private static void WriteSums(ref Span<byte> target, ErrorSums sums)
    {
        foreach (var value in sums.Raw)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(target, value);
            target = target[sizeof(double)..];
        }
    }

    private static ErrorSums ReadSums(ref ReadOnlySpan<byte> source, AnswerKind answer)
    {
        var values = new double[SumsLength(answer) / sizeof(double)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(source[(i * sizeof(double))..]);
        }
        source = source[(values.Length * sizeof(double))..];
        return ErrorSums.FromRaw(answer, values);
    }
}
