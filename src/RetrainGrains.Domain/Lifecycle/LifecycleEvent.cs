using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;
using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Costs;
using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Estimation;
using RetrainGrains.Domain.Gates;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>A fact of a model's life, as the ledger keeps it. Kinds are stored: a kind is never renamed.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ModelRegistered), "registered")]
[JsonDerivedType(typeof(PolicySet), "policy-set")]
[JsonDerivedType(typeof(ModelChecked), "checked")]
[JsonDerivedType(typeof(IntervalAdapted), "interval-adapted")]
[JsonDerivedType(typeof(BlendWeighted), "weighted")]
[JsonDerivedType(typeof(RunPlanned), "run-planned")]
[JsonDerivedType(typeof(RunEnded), "run-ended")]
[JsonDerivedType(typeof(ChampionPromoted), "promoted")]
[JsonDerivedType(typeof(ProbationPassed), "probation-passed")]
[JsonDerivedType(typeof(ChampionRolledBack), "rolled-back")]
[JsonDerivedType(typeof(PeriodServed), "period-served")]
public abstract record LifecycleEvent
{
    private static readonly FrozenDictionary<Type, string> Kinds = typeof(LifecycleEvent)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(derived => derived.DerivedType, derived => (string)derived.TypeDiscriminator!);

    /// <summary>The name under which the ledger keeps it.</summary>
    [JsonIgnore]
    public string Kind => Kinds[GetType()];
}

/// <summary>A model begins: its schema, policy and seed.</summary>
public sealed record ModelRegistered(
    string ModelId, string ModelType, FeatureSchema Schema, ModelPolicy Policy, ulong Seed, DateTimeOffset At)
    : LifecycleEvent;

/// <summary>Another policy holds from here on; recipes that stay keep their versions.</summary>
public sealed record PolicySet(string By, ModelPolicy Policy) : LifecycleEvent;

/// <summary>A check, its evidence and its decision (requirement T9).</summary>
public sealed record ModelChecked(
    DateTimeOffset At, int Outcomes, double? Error, ImmutableArray<PerformanceEvidence> Performance,
    ImmutableArray<DriftEvidence> Drift, int DriftStreak, TriggerDecision Decision, ReferenceWindow? NewReference)
    : LifecycleEvent
{
    /// <summary>Performance before outcomes; null where it is not estimated.</summary>
    public EstimateReport? Estimate { get; init; }

    /// <summary>What features contribute; null where it is not watched.</summary>
    public AttributionReport? Attributions { get; init; }

    /// <summary>What the watches on change have found; null when they are silent.</summary>
    public ImmutableArray<ChangeEvidence>? Changes { get; init; }

    /// <summary>Alerts that are on.</summary>
    public ImmutableArray<string> Alerts { get; init; } = [];

    /// <summary>Those of them that were not at the check before: they are told, once.</summary>
    public ImmutableArray<TriggerReason> Opened { get; init; } = [];

    /// <summary>The decision in words, and what would have changed it.</summary>
    public ImmutableArray<string> Explanation { get; init; } = [];
}

/// <summary>The adaptive interval was set anew from the latest score.</summary>
public sealed record IntervalAdapted(DateTimeOffset At, int Days, double Score, string Reason) : LifecycleEvent;

/// <summary>
/// A period of the cost-aware schedule has ended: what it showed, what a run costs in units of loss, and the answer.
/// </summary>
public sealed record PeriodServed(DateTimeOffset At, PeriodRecord Period, double Cost, bool Retrain, string Reason)
    : LifecycleEvent;

/// <summary>The champion's members stay, their weights follow the track records.</summary>
public sealed record BlendWeighted(DateTimeOffset At, ImmutableArray<Member> Members, string Reason) : LifecycleEvent;

/// <summary>A retraining starts; names the check that caused it by its reason.</summary>
public sealed record RunPlanned(
    string RunId, DateTimeOffset At, TriggerReason Cause, ImmutableArray<Recipe> Recipes, long Outcomes)
    : LifecycleEvent;

/// <summary>A retraining has ended: what became of each challenger, and every gate's verdict.</summary>
public sealed record RunEnded(
    string RunId, DateTimeOffset At, ImmutableArray<GateReport> Verdicts, ImmutableArray<string> Failures,
    ImmutableArray<Candidate> Candidates, bool Promoted) : LifecycleEvent
{
    public FeatureBins? Bins { get; init; }
    public FeatureProfile? Profile { get; init; }

    /// <summary>No challenger came of it at all: the run was lost, or every training failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Failed { get; init; }
}

/// <summary>A version took over; <paramref name="PinnedTo"/> when a person chose it.</summary>
public sealed record ChampionPromoted(ModelVersion Version, ErrorProfile? Reference, string? PinnedTo) : LifecycleEvent
{
    /// <summary>Set when the version was trained elsewhere: it takes a seat of its own in the contest.</summary>
    public TrainedVersion? Imported { get; init; }
}

/// <summary>The new version kept up with its predecessor to the end of its trial.</summary>
public sealed record ProbationPassed(SemanticVersion Version, string Reason) : LifecycleEvent;

/// <summary>An earlier version serves again, by the probation or by hand.</summary>
public sealed record ChampionRolledBack(
    SemanticVersion From, SemanticVersion To, DateTimeOffset At, string Reason, string By) : LifecycleEvent
{
    /// <summary>Set when a person went back beyond the predecessor, whose members no longer hold the seats.</summary>
    public string? PinnedTo { get; init; }
}
