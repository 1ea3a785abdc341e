using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using RetrainGrains.Domain.Estimation;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Storage.Formats;

/// <summary>
/// The stored form of an estimation, frozen by a golden test: three numbers (the version, the bytes of the estimator
/// and its place as JSON, the sums of a day), that JSON, then each day before its sums. Little-endian.
/// </summary>
public static class EstimationCodec
{
    private const int Version = 1;
    private const int Head = 3 * sizeof(int);

    public static byte[] Write(EstimationState estimation)
    {
        var json = Encoding.UTF8.GetBytes(DomainJson.Write(estimation));
        var sums = estimation.Days.IsEmpty ? 0 : estimation.Days[0].Errors.Raw.Length;
        int[] head = [Version, json.Length, sums];
        double[] days = [.. estimation.Days.SelectMany(day => (double[])[day.Day, .. day.Errors.Raw])];
        return [.. MemoryMarshal.AsBytes(head.AsSpan()), .. json, .. MemoryMarshal.AsBytes(days.AsSpan())];
    }

    public static EstimationState Read(ReadOnlySpan<byte> bytes)
    {
        var head = bytes.Length < Head ? [] : MemoryMarshal.Cast<byte, int>(bytes[..Head]);
        if (head.IsEmpty || head[0] != Version || head[1] < 2 || head[1] > bytes.Length - Head)
        {
            throw new InvalidDataException($"estimation: {bytes.Length} bytes are not version {Version}");
        }
        var days = ReadDays(head[2], bytes[(Head + head[1])..]);
        try
        {
            return DomainJson.Read<EstimationState>(Encoding.UTF8.GetString(bytes.Slice(Head, head[1])))
                with { Days = days };
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"estimation: its estimator cannot be read: {error.Message}", error);
        }
    }

    private static ImmutableArray<ExpectedDay> ReadDays(int sums, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return [];
        var size = (sums + 1) * (long)sizeof(double);
        if (TaskOf(sums) is not { } task || bytes.Length % size != 0)
        {
            throw new InvalidDataException($"estimation: {bytes.Length} bytes are no days of {sums} sums");
        }
        var days = ImmutableArray.CreateBuilder<ExpectedDay>();
        // Copied, since numbers after the JSON may be unaligned.
        var numbers = new double[bytes.Length / sizeof(double)];
        bytes.CopyTo(MemoryMarshal.AsBytes(numbers.AsSpan()));
        for (var at = 0; at < numbers.Length; at += sums + 1)
        {
            days.Add(new ExpectedDay(
                (long)numbers[at], ExpectedErrors.FromRaw(task, numbers.AsSpan(at + 1, sums))));
        }
        return days.ToImmutable();
    }

    private static PredictionTask? TaskOf(int sums)
    {
        foreach (var task in Enum.GetValues<PredictionTask>())
        {
            if (ExpectedErrors.LengthFor(task) == sums) return task;
        }
        return null;
    }
}
