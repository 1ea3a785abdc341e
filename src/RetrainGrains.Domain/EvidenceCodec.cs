using System.Runtime.InteropServices;

namespace RetrainGrains.Domain;

/// <summary>The stored form of evidence: little-endian, versioned, frozen by a golden test.</summary>
public static class EvidenceCodec
{
    private const int Version = 1;
    private const int Head = 9;

    // Every whole number up to here has a double of its own.
    private const double WholeMax = 1L << 53;
    private static readonly double InstantMin = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly double InstantMax = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static byte[] Write(Evidence evidence)
    {
        var records = evidence.Records;
        double[] head =
        [
            Version, records.Contestants, records.Memories, evidence.Cursor, evidence.Outcomes, evidence.SinceCheck,
            Instant(evidence.NewestOutcome), Instant(records.LastRow == default ? null : records.LastRow),
            evidence.Contest,
        ];
        double[] all = [.. head, .. Parts(records).SelectMany(part => part)];
        return
        [
            .. MemoryMarshal.AsBytes(all.AsSpan()),
            .. evidence.Estimation is { } estimation ? EstimationCodec.Write(estimation) : [],
        ];
    }

    public static Evidence Read(ReadOnlySpan<byte> bytes)
    {
        var all = MemoryMarshal.Cast<byte, double>(bytes);
        if (all.Length < Head || all[0] != Version || !IsWhole(all[1], 1_000) || !IsWhole(all[2], 100)
            || !IsWhole(all[3], WholeMax) || !IsWhole(all[4], WholeMax) || !IsWhole(all[5], int.MaxValue)
            || !IsInstant(all[6]) || !IsInstant(all[7]) || !IsWhole(all[8], int.MaxValue))
        {
            throw new InvalidDataException($"evidence: {bytes.Length} bytes are not version {Version}");
        }
        var records = new TrackRecords((int)all[1], (int)all[2]) { LastRow = Instant(all[7]) ?? default };
        var parts = Parts(records);
        var length = Head + parts.Sum(part => part.Length);
        if (all.Length < length)
        {
            throw new InvalidDataException(
                $"evidence: {all.Length} numbers do not fit {all[1]} contestants in {all[2]} memories");
        }
        var rest = all[Head..];
        foreach (var part in parts)
        {
            rest[..part.Length].CopyTo(part);
            rest = rest[part.Length..];
        }
        return new Evidence(records)
        {
            Cursor = (long)all[3],
            Outcomes = (long)all[4],
            SinceCheck = (int)all[5],
            NewestOutcome = Instant(all[6]),
            Contest = (int)all[8],
            Estimation = bytes.Length > length * sizeof(double)
                ? EstimationCodec.Read(bytes[(length * sizeof(double))..])
                : null,
        };
    }

    private static bool IsWhole(double value, double most) => value >= 0 && value <= most && value == Math.Floor(value);

    private static bool IsInstant(double value) => double.IsNaN(value) || (value >= InstantMin && value <= InstantMax);

    private static double[][] Parts(TrackRecords records) =>
    [
        records.Losses, records.Rows, records.ServedLosses, records.ServedRows, records.Residuals, records.ResidualRows,
        records.MeanWeights,
    ];

    private static double Instant(DateTimeOffset? at) =>
        at is { } moment ? moment.ToUnixTimeMilliseconds() : double.NaN;

    private static DateTimeOffset? Instant(double milliseconds) =>
        double.IsNaN(milliseconds) ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
}
