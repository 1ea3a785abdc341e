using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Repairs;

namespace RetrainGrains.Storage.Formats;

/// <summary>
/// The stored form of a learned state: numbers, then named sections; little-endian, versioned, frozen by golden tests.
/// </summary>
public static class LearnedStateCodec
{
    private const int Version = 1;
    private const int Head = 9;
    private const string WatchesSection = "watches";
    private const string EstimationSection = "estimation";
    private const string AttributionsSection = "attributions";
    private const string RepairSection = "repair";
    private const string OverwriteSection = "overwrite";
    private const string RecomputeSection = "recompute";
    private const string RecomputedSection = "recomputed";

    // Every whole number up to this one has an exact double.
    private const double WholeMax = 1L << 53;
    private static readonly double InstantMin = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly double InstantMax = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static byte[] Write(LearnedState learned)
    {
        var records = learned.Records;
        double[] head =
        [
            Version, records.Candidates, records.Memories, learned.Cursor, learned.Outcomes, learned.SinceCheck,
            Instant(learned.NewestOutcome), Instant(records.LastRow == default ? null : records.LastRow),
            learned.CandidateSet,
        ];
        double[] all = [.. head, .. Parts(records).SelectMany(part => part)];
        return [.. MemoryMarshal.AsBytes(all.AsSpan()), .. LearnedStateSections.Write(Sections(learned))];
    }

    public static LearnedState Read(ReadOnlySpan<byte> bytes)
    {
        // A last part that is no whole number of doubles is left out here, and belongs to a section.
        var all = MemoryMarshal.Cast<byte, double>(bytes);
        if (all.Length < Head || all[0] != Version || !IsHead(all[1..Head]))
        {
            throw new InvalidDataException($"learned: {bytes.Length} bytes are not version {Version}");
        }
        var records = new TrackRecords((int)all[1], (int)all[2]) { LastRow = Instant(all[7]) ?? default };
        var parts = Parts(records);
        var numbers = Head + parts.Sum(part => part.Length);
        var sections = bytes[Math.Min(numbers * sizeof(double), bytes.Length)..];
        if (all.Length < numbers)
        {
            throw new InvalidDataException(
                $"learned: {all.Length} numbers do not fit {all[1]} candidates in {all[2]} memories");
        }
        var rest = all[Head..];
        foreach (var part in parts)
        {
            rest[..part.Length].CopyTo(part);
            rest = rest[part.Length..];
        }
        var learned = new LearnedState(records)
        {
            Cursor = (long)all[3],
            Outcomes = (long)all[4],
            SinceCheck = (int)all[5],
            NewestOutcome = Instant(all[6]),
            CandidateSet = (int)all[8],
        };
        return WithSections(LearnedStateSections.Read(sections), learned);
    }

    // Empty sections are left out. A name is never changed; readers skip names that they do not know.
    private static IEnumerable<(string Name, byte[] Body)> Sections(LearnedState learned)
    {
        if (!learned.Detectors.IsEmpty) yield return (WatchesSection, JsonBody(learned.Detectors));
        if (learned.Estimation is { } estimation) yield return (EstimationSection, EstimationCodec.Write(estimation));
        if (learned.Attributions is { } attributions) yield return (AttributionsSection, JsonBody(attributions));
        if (learned.Repair is { } repair) yield return (RepairSection, JsonBody(repair));
        if (learned.Overwrite is { } overwrite) yield return (OverwriteSection, JsonBody(overwrite));
        if (learned.Recompute is { } recompute) yield return (RecomputeSection, JsonBody(recompute));
        if (learned.Recomputed is { } recomputed) yield return (RecomputedSection, Write(recomputed));
    }

    private static LearnedState WithSections(Dictionary<string, byte[]> sections, LearnedState learned) => learned with
    {
        Detectors = sections.TryGetValue(WatchesSection, out var watches)
            ? FromJson<ImmutableArray<DetectorState>>(WatchesSection, watches)
            : [],
        Estimation = sections.TryGetValue(EstimationSection, out var estimation)
            ? EstimationCodec.Read(estimation)
            : null,
        Attributions = sections.TryGetValue(AttributionsSection, out var attributions)
            ? Sound(FromJson<AttributionState>(AttributionsSection, attributions))
            : null,
        Repair = sections.TryGetValue(RepairSection, out var repair)
            ? FromJson<RepairInFlight>(RepairSection, repair)
            : null,
        Overwrite = sections.TryGetValue(OverwriteSection, out var overwrite)
            ? FromJson<OverwriteMark>(OverwriteSection, overwrite)
            : null,
        Recompute = sections.TryGetValue(RecomputeSection, out var recompute)
            ? FromJson<RecomputeMark>(RecomputeSection, recompute)
            : null,
        Recomputed = sections.TryGetValue(RecomputedSection, out var recomputed) ? Read(recomputed) : null,
    };

    private static AttributionState Sound(AttributionState? attributions) => attributions is { IsSound: true }
        ? attributions
        : throw new InvalidDataException($"learned: section '{AttributionsSection}' has days of unequal width");

    private static byte[] JsonBody<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, DomainJson.Options);

    private static T FromJson<T>(string section, byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, DomainJson.Options)!;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"learned: section '{section}' cannot be read", error);
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
        records.LossSums, records.Rows, records.ServedLosses, records.ServedRows, records.Residuals,
        records.ResidualRows, records.MeanWeights,
    ];

    private static double Instant(DateTimeOffset? at) =>
        at is { } moment ? moment.ToUnixTimeMilliseconds() : double.NaN;

    private static DateTimeOffset? Instant(double milliseconds) =>
        double.IsNaN(milliseconds) ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
}
