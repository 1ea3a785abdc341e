using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Costs;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Policies;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Probation;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>A run that has been planned and has not ended.</summary>
public sealed record RunInFlight(
    string RunId, DateTimeOffset PlannedAt, TriggerReason Cause, ImmutableArray<Recipe> Recipes);

/// <summary>The state of one model. It is changed only by the lifecycle, from events and learned state.</summary>
public sealed record ModelState
{
    /// <summary>The number of earlier champions that are kept for a rollback; the oldest is dropped.</summary>
    public const int FormerMax = 5;

    /// <summary>The number of starts of runs that are kept for the budget; the oldest is dropped.</summary>
    public const int RecentRunsMax = TriggerPolicy.RunsMax;

    public required string ModelId { get; init; }
    public required string ModelType { get; init; }
    public required FeatureSchema Schema { get; init; }
    public required ModelPolicy Policy { get; init; }
    public required ulong Seed { get; init; }
    public required DateTimeOffset RegisteredAt { get; init; }
    public ModelVersion? Champion { get; init; }

    /// <summary>The earlier champions, newest first.</summary>
    public ImmutableArray<ModelVersion> Former { get; init; } = [];

    /// <summary>
    /// The highest number ever given, so that no number is given twice after a rollback; null before the first.
    /// </summary>
    public SemanticVersion? LastNumber { get; init; }
    public ProbationState? Probation { get; init; }

    /// <summary>
    /// The recipe or version that a person put into service and that the system leaves there; null when the system
    /// chooses.
    /// </summary>
    public string? Pinned { get; init; }
    public RunInFlight? Run { get; init; }
    public int RunsPlanned { get; init; }
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>The time from the plan of the latest ended run to its end; null before the first.</summary>
    public TimeSpan? LastRunTook { get; init; }
    public ImmutableArray<DateTimeOffset> RecentRuns { get; init; } = [];
    public DateTimeOffset? LastRunEnded { get; init; }
    public int RunsWithoutPromotion { get; init; }

    /// <summary>The number of consecutive runs that produced no challenger at all.</summary>
    public int FailedRuns { get; init; }
    public DateTimeOffset? LastFailure { get; init; }
    public int DriftStreak { get; init; }

    /// <summary>The number of consecutive checks that found drift of a critical severity.</summary>
    public int CriticalDriftStreak { get; init; }

    /// <summary>The comparisons that the latest check could not make, each with its reason.</summary>
    public ImmutableArray<string> NotCompared { get; init; } = [];

    /// <summary>The names of the open alerts; there are no more of them than signals.</summary>
    public ImmutableArray<string> OpenAlerts { get; init; } = [];
    public int? AdaptiveDays { get; init; }
    public DateTimeOffset? AdaptiveSetAt { get; init; }
    public DateTimeOffset? LastCheck { get; init; }
    public string? LastDecision { get; init; }

    /// <summary>The recipes that compete, in the order of the policy, with their newest versions.</summary>
    public ImmutableArray<Candidate> Candidates { get; init; } = [];

    /// <summary>
    /// The number of the candidate set, raised whenever the list of recipes changes: records of different sets are not
    /// compared.
    /// </summary>
    public int CandidateSet { get; init; }

    /// <summary>The bins that windows are counted in, made by the first run; null before it.</summary>
    public FeatureBins? Bins { get; init; }
    public ReferenceWindow? Reference { get; init; }

    /// <summary>The time at which the weights were last set.</summary>
    public DateTimeOffset? WeightedAt { get; init; }

    /// <summary>The number of outcomes when the last run was planned.</summary>
    public long OutcomesAtLastRun { get; init; }

    /// <summary>The latest periods of the cost-aware schedule, oldest first.</summary>
    public ImmutableArray<PeriodRecord> Periods { get; init; } = [];

    /// <summary>
    /// Returns true when the version in service was trained elsewhere: it stays until a challenger's record is better.
    /// </summary>
    public bool ServesImport => Champion?.ImportedFrom is not null;

    /// <summary>
    /// The version before the champion, when it has to be scored on the same rows: in probation, and for the cost-aware
    /// schedule also after it; null otherwise.
    /// </summary>
    public ModelVersion? Predecessor => Probation?.Predecessor
        ?? (Policy.Schedule.CostAware is null
            ? null
            : Former.FirstOrDefault(version => version.Number == Champion?.Parent));

    /// <summary>The champion and the candidates that compete with it.</summary>
    public Competition Competition => new(Schema, Champion, Candidates);

    /// <summary>The facts that change detectors depend on.</summary>
    public ChangeFacts ChangeFacts => new(Schema, Champion?.Number, Champion?.PromotedAt, Reference, LastRun);

    /// <summary>The champion whose attributions may be followed; null before the first.</summary>
    public AttributionFacts? AttributionFacts => Champion is not { } champion ? null : new(
        champion.Number, ServesImport, Schema,
        [.. champion.Members.Select(member =>
            new ChampionMember(member.ArtifactId, member.Weight, ProfileOf(member)))]);

    /// <summary>Collects the facts from which a run is planned.</summary>
    public PlanFacts PlanFacts(LearnedState learned) =>
        new(Candidates, learned.Records.MeanWeights, ServesImport, learned.Cursor, Seed, RunsPlanned);

    private AttributionProfile? ProfileOf(Member member) => Candidates
        .SelectMany(candidate => new[] { candidate.Version, candidate.Previous })
        .FirstOrDefault(version => version?.ArtifactId == member.ArtifactId)?.Attributions;
}
