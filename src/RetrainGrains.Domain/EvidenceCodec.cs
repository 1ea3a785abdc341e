using System.Runtime.InteropServices;
using System.Text.Json;

namespace RetrainGrains.Domain;

/// <summary>
/// The stored form of evidence: little-endian, versioned, frozen by golden tests. Version 2 is version 1 with named
/// sections after its numbers.
/// </summary>
public static class EvidenceCodec
{
    private const int Version = 2;
    private const int WithoutSections = 1;
    private const int Head = 9;
    private const string WatchesSection = "watches";
    private const string EstimationSection = "estimation";
    private const string ContributionsSection = "contributions";

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
        return [.. MemoryMarshal.AsBytes(all.AsSpan()), .. EvidenceSections.Write(Sections(evidence))];
    }

    public static Evidence Read(ReadOnlySpan<byte> bytes)
    {
        // A last part that is no whole number is left out here, and belongs to a section.
        var all = MemoryMarshal.Cast<byte, double>(bytes);
        if (all.Length < Head || all[0] is not (Version or WithoutSections) || !IsHead(all[1..Head]))
        {
            throw new InvalidDataException(
                $"evidence: {bytes.Length} bytes are neither version {WithoutSections} nor {Version}");
        }
        var records = new TrackRecords((int)all[1], (int)all[2]) { LastRow = Instant(all[7]) ?? default };
        var parts = Parts(records);
        var numbers = Head + parts.Sum(part => part.Length);
        var sections = bytes[Math.Min(numbers * sizeof(double), bytes.Length)..];
        if (all.Length < numbers || (all[0] == WithoutSections && !sections.IsEmpty))
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
        var evidence = new Evidence(records)
        {
            Cursor = (long)all[3],
            Outcomes = (long)all[4],
            SinceCheck = (int)all[5],
            NewestOutcome = Instant(all[6]),
            Contest = (int)all[8],
        };
        return WithSections(EvidenceSections.Read(sections), evidence);
    }

    // What is empty is left out. A name is never changed; readers pass over names that they do not know.
    private static IEnumerable<(string Name, byte[] Body)> Sections(Evidence evidence)
    {
        if (!evidence.Watches.IsEmpty) yield return (WatchesSection, JsonBody(evidence.Watches));
        if (evidence.Estimation is { } estimation) yield return (EstimationSection, EstimationCodec.Write(estimation));
        if (evidence.Contributions is { } contributions)
        {
            yield return (ContributionsSection, JsonBody(contributions));
        }
    }

    private static Evidence WithSections(Dictionary<string, byte[]> sections, Evidence evidence) => evidence with
    {
        Watches = sections.TryGetValue(WatchesSection, out var watches)
            ? FromJson<ImmutableArray<WatchState>>(WatchesSection, watches)
            : [],
        Estimation = sections.TryGetValue(EstimationSection, out var estimation)
            ? EstimationCodec.Read(estimation)
            : null,
        Contributions = sections.TryGetValue(ContributionsSection, out var contributions)
            ? Sound(FromJson<ContributionState>(ContributionsSection, contributions))
            : null,
    };

    private static ContributionState Sound(ContributionState? contributions) => contributions is { IsSound: true }
        ? contributions
        : throw new InvalidDataException($"evidence: section '{ContributionsSection}' has days of unequal width");

    private static byte[] JsonBody<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, DomainJson.Options);

    private static T FromJson<T>(string section, byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, DomainJson.Options)!;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"evidence: section '{section}' cannot be read", error);
        }
    }

    private static bool IsHead(ReadOnlySpan<double> head) =>
        IsWhole(head[0], 1_000) && IsWhole(head[1], 100) && IsWhole(head[2], WholeMax) && IsWhole(head[3], WholeMax)
        && IsWhole(head[4], int.MaxValue) && IsInstant(head[5]) && IsInstant(head[6])
        && IsWhole(head[7], int.MaxValue);

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
