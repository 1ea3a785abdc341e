using RetrainGrains.Domain.Attributions;

namespace RetrainGrains.Domain.Candidates;

/// <summary>
/// The rows a version learned from: event time from ≤ t &lt; to, and outcomes stored up to a sequence. With recipe and
/// seed it says all that is needed to train the version again.
/// </summary>
public sealed record TrainingRows(DateTimeOffset From, DateTimeOffset To, long ThroughSequence, int Rows)
{
    /// <summary>SHA-256 over schema and rows; null for versions from before it was kept.</summary>
    public string? Fingerprint { get; init; }
}

/// <summary>What a run made of a recipe: the artifact and its lineage.</summary>
public sealed record TrainedVersion(
    Recipe Recipe, string ArtifactId, string RunId, DateTimeOffset TrainedAt, TrainingRows Data, ulong Seed)
{
    /// <summary>Hyper-parameters that a search found, now or earlier, and when; null: the policy's.</summary>
    public ImmutableSortedDictionary<string, double>? Parameters { get; init; }
    public DateTimeOffset? SearchedAt { get; init; }

    /// <summary>
    /// The learner's promise that the same rows, parameters and seed give the same artifact, at any number of threads;
    /// null for versions from before it was kept.
    /// </summary>
    public bool? IsBitIdentical { get; init; }

    /// <summary>The format it was imported from: no run, rows or seed are known; null: it was trained here.</summary>
    public string? ImportedFrom { get; init; }

    /// <summary>What features contributed to its latest training rows; null where no policy asked for it.</summary>
    public AttributionProfile? Attributions { get; init; }
}

/// <summary>
/// A recipe that competes for a model, with the version that is scored for it, in service or in the shadow.
/// </summary>
public sealed record Candidate(Recipe Recipe, TrainedVersion? Version = null)
{
    /// <summary>The version before, to which a rollback returns.</summary>
    public TrainedVersion? Previous { get; init; }

    public bool IsImported => Version?.ImportedFrom is not null;
}
