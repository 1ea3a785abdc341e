using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RetrainGrains.Domain.Candidates;

namespace RetrainGrains.Domain.Repairs;

// fingerprint(0) = SHA-256("retrain repair 1")
// fingerprint(n) = SHA-256(fingerprint(n-1) LF at LF id LF before LF after), at in unix milliseconds, numbers with all
// their digits, all in UTF-8, hashes in lower hex.

/// <summary>
/// The account of what a repair has changed so far, row by row in the order of time (ties by id), so that it comes out
/// the same in whatever pieces the repair is carried out.
/// </summary>
public sealed record RepairTally
{
    private const string Root = "retrain repair 1";

    public long Rows { get; init; }

    /// <summary>The number of rows whose outcome was known.</summary>
    public long Outcomes { get; init; }

    /// <summary>The number of outcomes by entity and time, of which some waited for a prediction.</summary>
    public long EntityOutcomes { get; init; }

    /// <summary>The time of the first row; null while there is none.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>The time of the last row; null while there is none.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>The hash over the rows and their outcomes, before and after.</summary>
    public string Fingerprint { get; init; } = Sha256(Root);

    /// <summary>The number of rows that each version had learned from, by the version's artifact.</summary>
    public ImmutableSortedDictionary<string, int> LearnedBy { get; init; } =
        ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Adds the next rows, which come in order.</summary>
    public RepairTally With(
        IReadOnlyList<RepairedRow> rows, int entityOutcomes, IReadOnlyCollection<TrainedVersion> versions)
    {
        var (fingerprint, learned) = (Fingerprint, LearnedBy.ToBuilder());
        foreach (var row in rows)
        {
            var at = row.At.ToUnixTimeMilliseconds();
            fingerprint = Sha256(string.Create(
                CultureInfo.InvariantCulture,
                $"{fingerprint}\n{at}\n{row.PredictionId}\n{row.Before:R}\n{row.After:R}"));
            foreach (var version in versions.Where(version => HasLearned(version, row)))
            {
                learned[version.ArtifactId] = learned.GetValueOrDefault(version.ArtifactId) + 1;
            }
        }
        return this with
        {
            Rows = Rows + rows.Count,
            Outcomes = Outcomes + rows.Count(row => row.Sequence is not null),
            EntityOutcomes = EntityOutcomes + entityOutcomes,
            First = First ?? (rows.Count == 0 ? null : rows[0].At),
            Last = rows.Count == 0 ? Last : rows[^1].At,
            Fingerprint = fingerprint,
            LearnedBy = learned.ToImmutable(),
        };
    }

    /// <summary>Names the versions that have learned from the rows, in the order of their training.</summary>
    public ImmutableArray<LearnedVersion> Learned(IEnumerable<TrainedVersion> versions) =>
    [
        .. versions.DistinctBy(version => version.ArtifactId)
            .Where(version => LearnedBy.ContainsKey(version.ArtifactId))
            .OrderBy(version => version.TrainedAt).ThenBy(version => version.ArtifactId, StringComparer.Ordinal)
            .Select(version => new LearnedVersion(
                version.Recipe.Name, version.ArtifactId, version.RunId, LearnedBy[version.ArtifactId])),
    ];

    /// <summary>Answers whether a row is among those that a version was trained on.</summary>
    private static bool HasLearned(TrainedVersion version, RepairedRow row) =>
        version.ImportedFrom is null && row.Sequence <= version.Data.ThroughSequence
        && row.At >= version.Data.From && row.At < version.Data.To;

    private static string Sha256(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A version that had learned from rows of a repair, and from how many of them.</summary>
public sealed record LearnedVersion(string Recipe, string ArtifactId, string RunId, int Rows);
