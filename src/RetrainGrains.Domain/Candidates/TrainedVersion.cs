using System.Text.Json.Serialization;
using RetrainGrains.Domain.Attributions;

namespace RetrainGrains.Domain.Candidates;

/// <summary>
/// The rows that a version learned from: event time from ≤ t &lt; to, and outcomes stored up to a sequence number. With
/// recipe and seed they suffice to train the version again.
/// </summary>
public sealed record TrainingRows(DateTimeOffset From, DateTimeOffset To, long ThroughSequence, int Rows)
{
    /// <summary>The SHA-256 over schema and rows; null for an import.</summary>
    public string? Fingerprint { get; init; }
}

/// <summary>The result of training a recipe: the artifact and its lineage.</summary>
public sealed record TrainedVersion(
    Recipe Recipe, string ArtifactId, string RunId, DateTimeOffset TrainedAt, TrainingRows Data, ulong Seed)
{
    /// <summary>
    /// The hyper-parameters that a search found, now or earlier, and the time of it; the policy's when null.
    /// </summary>
    public ImmutableSortedDictionary<string, double>? Parameters { get; init; }
    public DateTimeOffset? SearchedAt { get; init; }

    /// <summary>
    /// Returns true when the learner guarantees that the same rows, parameters and seed give the same artifact, at any
    /// number of threads; null for an import.
    /// </summary>
    public bool? IsBitIdentical { get; init; }

    /// <summary>
    /// The format it was imported from, in which case no run, rows or seed are known; null when it was trained here.
    /// </summary>
    public string? ImportedFrom { get; init; }

    /// <summary>The attributions on its latest training rows; null when no policy asked for them.</summary>
    public AttributionProfile? Attributions { get; init; }
}

/// <summary>
/// The retirement of a candidate, by a person or by a rollback: it has no weight and is scored on.
/// </summary>
/// <param name="By">The person, or "probation".</param>
/// <param name="Reason">The reason in words; may be empty.</param>
/// <param name="At">The moment.</param>
/// <param name="UntilTrained">
/// True where it is the version that failed and not the recipe: the next training lets it in. Otherwise it is not
/// trained, and a person lets it in.
/// </param>
public sealed record Retirement(string By, string Reason, DateTimeOffset At, bool UntilTrained = false);

/// <summary>
/// A recipe that competes for a model, with the version that is scored for it, in service or in the shadow.
/// </summary>
public sealed record Candidate(Recipe Recipe, TrainedVersion? Version = null)
{
    /// <summary>The previous version, to which a rollback returns.</summary>
    public TrainedVersion? Previous { get; init; }

    /// <summary>The retirement that keeps it out; null for one that competes.</summary>
    public Retirement? Retired { get; init; }

    public bool IsImported => Version?.ImportedFrom is not null;

    /// <summary>Returns true when it has a version that may serve.</summary>
    [JsonIgnore]
    public bool Competes => Version is not null && Retired is null;
}
