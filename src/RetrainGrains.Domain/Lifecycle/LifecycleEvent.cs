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
using RetrainGrains.Domain.Repairs;
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
[JsonDerivedType(typeof(CandidateRetired), "candidate-retired")]
[JsonDerivedType(typeof(CandidateRestored), "candidate-restored")]
[JsonDerivedType(typeof(PeriodServed), "period-served")]
[JsonDerivedType(typeof(FactsRepaired), FactsRepaired.Name)]
[JsonDerivedType(typeof(SchemaChanged), "schema-changed")]
public abstract record LifecycleEvent
{
    private static readonly FrozenDictionary<Type, string> Kinds = typeof(LifecycleEvent)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(derived => derived.DerivedType, derived => (string)derived.TypeDiscriminator!);

    /// <summary>The name under which the ledger keeps it.</summary>
    [JsonIgnore]
    public string Kind => Kinds[GetType()];
}

/// <summary>The registration of a model: its schema, policy and seed.</summary>
public sealed record ModelRegistered(
    string ModelId, string ModelType, FeatureSchema Schema, ModelPolicy Policy, ulong Seed, DateTimeOffset At)
    : LifecycleEvent;

/// <summary>The change to another policy; recipes that stay keep their versions.</summary>
public sealed record PolicySet(string By, ModelPolicy Policy) : LifecycleEvent;

/// <summary>The result of a check, with its evidence and its decision (requirement T9).</summary>
public sealed record ModelChecked(
    DateTimeOffset At, int Outcomes, double? Error, ImmutableArray<PerformanceEvidence> Performance,
    ImmutableArray<DriftEvidence> Drift, int DriftStreak, TriggerDecision Decision, ReferenceWindow? NewReference)
    : LifecycleEvent
{
    /// <summary>The performance expected before outcomes are known; null when it is not estimated.</summary>
    public EstimateReport? Estimate { get; init; }

    /// <summary>The report on attributions; null when they are not followed.</summary>
    public AttributionReport? Attributions { get; init; }

    /// <summary>The findings of the detectors; null when there are none.</summary>
    public ImmutableArray<ChangeEvidence>? Changes { get; init; }

    /// <summary>
    /// The comparisons that could not be made, each with its reason: where something is listed here, no drift is only
    /// what was compared.
    /// </summary>
    public ImmutableArray<string> NotCompared { get; init; } = [];

    /// <summary>The number of consecutive checks that found drift of a critical severity.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int CriticalDriftStreak { get; init; }

    /// <summary>The names of the open alerts.</summary>
    public ImmutableArray<string> Alerts { get; init; } = [];

    /// <summary>The alerts that were not open at the check before: each is notified once.</summary>
    public ImmutableArray<TriggerReason> Opened { get; init; } = [];

    /// <summary>The names of the alerts that are over since the check before; null where none is.</summary>
    public ImmutableArray<string>? Closed { get; init; }

    /// <summary>
    /// The evidence of every signal, quiet ones too; null in lines from before it was kept.
    /// </summary>
    public ImmutableArray<CheckSignal>? Signals { get; init; }

    /// <summary>The decision in words, with its counterfactuals.</summary>
    public ImmutableArray<string> Explanation { get; init; } = [];

    /// <summary>Returns true when somebody asked for the check: it does not make drift more sustained.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsOnDemand { get; init; }
}

/// <summary>The change of the adaptive interval by the latest score.</summary>
public sealed record IntervalAdapted(DateTimeOffset At, int Days, double Score, string Reason) : LifecycleEvent;

/// <summary>
/// The end of a period of the cost-aware schedule: the period, the cost of a run in units of loss, and the decision.
/// </summary>
public sealed record PeriodServed(DateTimeOffset At, PeriodRecord Period, double Cost, bool Retrain, string Reason)
    : LifecycleEvent;

/// <summary>
/// The repair of facts: what a person had corrected, withdrawn or erased, and the versions that had learned from it.
/// </summary>
public sealed record FactsRepaired(
    DateTimeOffset At, RepairKind Repair, string RequestId, string By, string Reason, string Scope, long Rows,
    long Outcomes, long EntityOutcomes, DateTimeOffset? First, DateTimeOffset? Last, string Fingerprint,
    ImmutableArray<LearnedVersion> Versions) : LifecycleEvent
{
    /// <summary>The kind of its lines.</summary>
    public const string Name = "facts-repaired";
}

/// <summary>The growth of the schema: what was asked for, and the schema after it.</summary>
public sealed record SchemaChanged(
    DateTimeOffset At, string By, string Reason, SchemaChange Change, FeatureSchema Schema) : LifecycleEvent
{
    /// <summary>
    /// The models that are fed by this one and lack what was added, by the features that are missing in what they ask;
    /// null where there are none.
    /// </summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>>? MissingIn { get; init; }

    /// <summary>Says in words what was changed.</summary>
    public string Describe() => string.Join("; ", Parts());

    private IEnumerable<string> Parts()
    {
        foreach (var (from, to) in Change.Rename) yield return $"'{from}' is '{to}' now";
        foreach (var (feature, categories) in Change.Categories)
            yield return $"'{feature}' also has {string.Join(", ", categories)}";
        foreach (var name in Change.Retire) yield return $"'{name}' is retired";
        foreach (var feature in Change.Add) yield return $"'{feature.Name}' is added";
        foreach (var (model, features) in MissingIn ?? ImmutableSortedDictionary<string, ImmutableArray<string>>.Empty)
        {
            yield return $"model '{model}', which is fed by it, has no {string.Join(" and no ", features)}: add "
                + "it there too, else it is missing in what that model asks";
        }
    }
}

/// <summary>The change of the champion's weights by the track records; its members stay.</summary>
public sealed record BlendWeighted(DateTimeOffset At, ImmutableArray<Member> Members, string Reason) : LifecycleEvent;

/// <summary>The start of a retraining; its reason names the check that caused it.</summary>
public sealed record RunPlanned(
    string RunId, DateTimeOffset At, TriggerReason Cause, ImmutableArray<Recipe> Recipes, long Outcomes)
    : LifecycleEvent;

/// <summary>The end of a retraining: the result of each challenger, and every gate's verdict.</summary>
public sealed record RunEnded(
    string RunId, DateTimeOffset At, ImmutableArray<GateReport> Verdicts, ImmutableArray<string> Failures,
    ImmutableArray<Candidate> Candidates, bool Promoted) : LifecycleEvent
{
    public FeatureBins? Bins { get; init; }
    public FeatureProfile? Profile { get; init; }

    /// <summary>
    /// Returns true when the run produced no challenger at all: it was lost, or every training failed.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Failed { get; init; }

    /// <summary>
    /// The person who cancelled the run, which then is neither a failure nor a success; null otherwise.
    /// </summary>
    public string? CancelledBy { get; init; }

    /// <summary>Returns true when challengers were trained and judged.</summary>
    [JsonIgnore]
    public bool IsJudged => !Failed && CancelledBy is null;

    /// <summary>The trainings of the run, one a challenger; null in lines from before they were kept.</summary>
    public ImmutableArray<ChallengerRecord>? Challengers { get; init; }
}

/// <summary>The promotion of a version; <paramref name="PinnedTo"/> is set when a person chose it.</summary>
public sealed record ChampionPromoted(ModelVersion Version, ErrorProfile? Reference, string? PinnedTo) : LifecycleEvent
{
    /// <summary>
    /// The predictions that were served before, as the reference of those to come; null when there are too few.
    /// </summary>
    public FeatureProfile? Predictions { get; init; }

    /// <summary>
    /// The imported version, which takes its own slot among the candidates; null when the version was trained here.
    /// </summary>
    public TrainedVersion? Imported { get; init; }
}

/// <summary>The end of a probation in which the new version was not worse than its predecessor.</summary>
public sealed record ProbationPassed(SemanticVersion Version, string Reason) : LifecycleEvent;

/// <summary>The return to an earlier version, by the probation or by a person.</summary>
public sealed record ChampionRolledBack(
    SemanticVersion From, SemanticVersion To, DateTimeOffset At, string Reason, string By) : LifecycleEvent
{
    /// <summary>
    /// The pin, set when a person went back beyond the predecessor, whose members are no longer the candidates'
    /// versions; null otherwise.
    /// </summary>
    public string? PinnedTo { get; init; }
}

/// <summary>
/// The retirement of a candidate by a person: it neither serves nor is trained until it is let in again.
/// </summary>
public sealed record CandidateRetired(string Candidate, DateTimeOffset At, string By, string Reason) : LifecycleEvent;

/// <summary>The return of a retired candidate into the competition, by a person.</summary>
public sealed record CandidateRestored(string Candidate, DateTimeOffset At, string By, string Reason) : LifecycleEvent;
