using System.Text.Json.Serialization;
using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Gates;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Domain.Candidates;

/// <summary>A challenger to train: its recipe, its rows and its seed.</summary>
public sealed record PlannedChallenger(
    int Ordinal, Recipe Recipe, DateTimeOffset From, DateTimeOffset To, long ThroughSequence, ulong Seed)
{
    /// <summary>The hyper-parameters that an earlier search found; the policy's when null.</summary>
    public ImmutableSortedDictionary<string, double>? Parameters { get; init; }

    /// <summary>The search to run from those hyper-parameters; null when none is due.</summary>
    public SearchPolicy? Search { get; init; }
}

/// <summary>The challengers that a run trains, and the reason for the run.</summary>
public sealed record ChallengerPlan(
    string RunId, string ModelId, int Priority, TriggerReason Cause, DateTimeOffset PlannedAt,
    ImmutableArray<PlannedChallenger> Challengers, TreePolicy Trees)
{
    /// <summary>The bins to count windows in; made by the run from its rows when null.</summary>
    public FeatureBins? Bins { get; init; }

    /// <summary>
    /// The challenger whose rows become the reference of inputs, one with the longest window of all; null when there is
    /// none.
    /// </summary>
    public int? ReferenceFrom { get; init; }

    /// <summary>
    /// Holds out the last rows of a first training, so that bounds can be judged before anything serves.
    /// </summary>
    public bool Validate { get; init; }

    /// <summary>The definition of a return, for bounds on the returns of predictions.</summary>
    public ReturnPolicy? Returns { get; init; }

    /// <summary>Explains the latest training rows, to follow a version's attributions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Explain { get; init; }
}

/// <summary>The result of one challenger of a run: a version, or the reason why there is none.</summary>
public sealed record ChallengerResult(
    int Ordinal, Recipe Recipe, string? ArtifactId, int Rows, DateTimeOffset FirstRow, PredictionProbe Probe,
    string? Failure)
{
    /// <summary>
    /// The errors on the last rows, held out, of a version trained on the rows before; only when bounds ask for it.
    /// </summary>
    public ErrorProfile? Validation { get; init; }

    /// <summary>The time of the first row that was held out for <see cref="Validation"/>; null without it.</summary>
    public DateTimeOffset? ValidatedFrom { get; init; }

    /// <summary>The times at which its training began and ended; null in results from before they were kept.</summary>
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The fingerprint of the rows that it learned from.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>
    /// Returns true when the learner guarantees that the same rows, parameters and seed give the same artifact.
    /// </summary>
    public bool? IsBitIdentical { get; init; }

    /// <summary>The hyper-parameters that a search chose; null when nothing was searched.</summary>
    public ImmutableSortedDictionary<string, double>? Parameters { get; init; }
    public SearchResult? Search { get; init; }

    /// <summary>The profile of the inputs it was trained on, from the challenger with the longest window.</summary>
    public FeatureProfile? Profile { get; init; }
    public FeatureBins? Bins { get; init; }

    /// <summary>The attributions on its latest training rows; only when the plan asks for them.</summary>
    public AttributionProfile? Attributions { get; init; }
}
