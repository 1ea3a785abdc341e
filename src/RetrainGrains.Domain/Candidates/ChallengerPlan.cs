using System.Text.Json.Serialization;
using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Gates;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Domain.Candidates;

/// <summary>One challenger to train: its recipe on these rows with this seed.</summary>
public sealed record PlannedChallenger(
    int Ordinal, Recipe Recipe, DateTimeOffset From, DateTimeOffset To, long ThroughSequence, ulong Seed)
{
    /// <summary>Hyper-parameters that an earlier search found; null: the policy's.</summary>
    public ImmutableSortedDictionary<string, double>? Parameters { get; init; }

    /// <summary>Search them anew, from those.</summary>
    public SearchPolicy? Search { get; init; }
}

/// <summary>What a run trains, and why.</summary>
public sealed record ChallengerPlan(
    string RunId, string ModelId, int Priority, TriggerReason Cause, DateTimeOffset PlannedAt,
    ImmutableArray<PlannedChallenger> Challengers, TreeSettings Trees)
{
    /// <summary>The window bins to count in; null asks the run to make them from its rows.</summary>
    public FeatureBins? Bins { get; init; }

    /// <summary>
    /// The challenger whose rows become the reference of inputs: one with the longest window of all, or none.
    /// </summary>
    public int? ReferenceFrom { get; init; }

    /// <summary>
    /// Hold out the last rows of a first training, so that bounds can be judged before anything serves.
    /// </summary>
    public bool Validate { get; init; }

    /// <summary>What a return is, for bounds on what predictions earn.</summary>
    public ReturnPolicy? Returns { get; init; }

    /// <summary>Explain the latest training rows, to watch a version's reasons by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Explain { get; init; }
}

/// <summary>How one challenger of a run ended: a version, or the reason why there is none.</summary>
public sealed record ChallengerResult(
    int Ordinal, Recipe Recipe, string? ArtifactId, int Rows, DateTimeOffset FirstRow, PredictionProbe Probe,
    string? Failure)
{
    /// <summary>
    /// Errors on the last rows, held out, of a version trained on the rows before; only when bounds ask for it.
    /// </summary>
    public ErrorProfile? Validation { get; init; }

    /// <summary>Names the rows that it learned from.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The learner's promise that the same rows, parameters and seed give the same artifact.</summary>
    public bool? IsBitIdentical { get; init; }

    /// <summary>What a search chose, and what it came to; null: nothing was searched.</summary>
    public ImmutableSortedDictionary<string, double>? Parameters { get; init; }
    public SearchResult? Search { get; init; }

    /// <summary>The inputs it was trained on, from the challenger with the longest window.</summary>
    public FeatureProfile? Profile { get; init; }
    public FeatureBins? Bins { get; init; }

    /// <summary>What features contributed to its latest training rows; only when the plan asks for it.</summary>
    public AttributionProfile? Attributions { get; init; }
}
