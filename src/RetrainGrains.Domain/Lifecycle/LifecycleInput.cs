using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>Something that happened, about which the lifecycle has to decide.</summary>
public abstract record LifecycleInput;

/// <summary>Outcomes have been taken in: the blend may follow them.</summary>
public sealed record OutcomesSeen(LearnedState LearnedState) : LifecycleInput;

/// <summary>A check is due: the hour buckets are the present.</summary>
public sealed record CheckDue(LearnedState LearnedState, IReadOnlyCollection<HourBucket> Buckets, ManualTrigger? Manual = null)
    : LifecycleInput;

/// <summary>A run came to its end: one result for each planned challenger.</summary>
public sealed record RunReturned(
    ChallengerPlan Plan, ImmutableArray<ChallengerResult> Results, LearnedState LearnedState,
    IReadOnlyCollection<HourBucket> Buckets)
    : LifecycleInput;

/// <summary>A run could not be carried out at all.</summary>
public sealed record RunLost(string RunId, string Reason) : LifecycleInput;

/// <summary>
/// A person puts a recipe's version or an earlier champion into service; "auto" gives the choice back.
/// </summary>
public sealed record PromotionAsked(LearnedState LearnedState, string Candidate, string By, string Reason) : LifecycleInput;

/// <summary>
/// A person brings a version that was trained elsewhere: what its format is called, and the artifact that was made.
/// </summary>
public sealed record ImportAsked(string Format, string ArtifactId, string By, string Reason) : LifecycleInput;

/// <summary>A person returns to an earlier champion.</summary>
public sealed record RollbackAsked(SemanticVersion? Version, string By, string Reason) : LifecycleInput;

/// <summary>A person sets another policy.</summary>
public sealed record PolicyAsked(ModelPolicy Policy, string By) : LifecycleInput;
