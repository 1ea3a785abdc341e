using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Repairs;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>An input about which the lifecycle has to decide.</summary>
public abstract record LifecycleInput;

/// <summary>The arrival of outcomes, which the blend may follow.</summary>
public sealed record OutcomesSeen(LearnedState LearnedState) : LifecycleInput;

/// <summary>A due check, with the recent hour buckets.</summary>
public sealed record CheckDue(
    LearnedState LearnedState, IReadOnlyCollection<HourBucket> Buckets, ManualTrigger? Manual = null)
    : LifecycleInput
{
    /// <summary>Returns true when somebody asked for the check, true for a manual trigger in any case.</summary>
    public bool IsOnDemand { get; init; } = Manual is not null;
}

/// <summary>The end of a run, with one result for each planned challenger.</summary>
public sealed record RunReturned(
    ChallengerPlan Plan, ImmutableArray<ChallengerResult> Results, LearnedState LearnedState,
    IReadOnlyCollection<HourBucket> Buckets)
    : LifecycleInput;

/// <summary>The loss of a run that could not be carried out at all.</summary>
public sealed record RunLost(string RunId, string Reason) : LifecycleInput
{
    /// <summary>The reason of each challenger's failure; empty where the run itself was lost.</summary>
    public ImmutableArray<string> Failures { get; init; } = [];
}

/// <summary>A person's request to end a run without a result.</summary>
public sealed record CancelAsked(string RunId, string By, string Reason) : LifecycleInput;

/// <summary>
/// A person's request to put a recipe's version or an earlier champion into service; "auto" returns the choice to the
/// system.
/// </summary>
public sealed record PromotionAsked(LearnedState LearnedState, string Candidate, string By, string Reason)
    : LifecycleInput;

/// <summary>
/// A person's request to import a version that was trained elsewhere: the name of its format, and the artifact that was
/// made of it.
/// </summary>
public sealed record ImportAsked(string Format, string ArtifactId, string By, string Reason) : LifecycleInput;

/// <summary>A person's request to return to an earlier champion.</summary>
public sealed record RollbackAsked(SemanticVersion? Version, string By, string Reason) : LifecycleInput;

/// <summary>A person's request to keep a candidate out, named by its recipe.</summary>
public sealed record RetirementAsked(LearnedState LearnedState, string Candidate, string By, string Reason)
    : LifecycleInput;

/// <summary>A person's request to let a retired candidate in again.</summary>
public sealed record RestorationAsked(LearnedState LearnedState, string Candidate, string By, string Reason)
    : LifecycleInput;

/// <summary>A person's request to let the schema grow.</summary>
public sealed record SchemaAsked(SchemaChange Change, string By, string Reason) : LifecycleInput
{
    /// <summary>The added features that models which this one feeds lack, by model; null where none does.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>>? MissingIn { get; init; }
}

/// <summary>A person's request to set another policy.</summary>
public sealed record PolicyAsked(ModelPolicy Policy, string By) : LifecycleInput;

/// <summary>The end of a repair: all of its rows are changed, and these versions are known.</summary>
public sealed record RepairEnded(RepairInFlight Repair, ImmutableArray<TrainedVersion> Versions) : LifecycleInput;
