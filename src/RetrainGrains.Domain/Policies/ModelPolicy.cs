using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Gates;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Performance;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Probation;
using RetrainGrains.Domain.Schedules;
using RetrainGrains.Domain.Triggers;

namespace RetrainGrains.Domain.Policies;

/// <summary>
/// The settings of one model, validated as a whole. Every default is stated, with its reason, where it is declared.
/// </summary>
public sealed record ModelPolicy
{
    public SchedulePolicy Schedule { get; init; } = new();
    public PerformancePolicy Performance { get; init; } = new();
    public DriftPolicy Drift { get; init; } = new();
    public TriggerPolicy Triggers { get; init; } = new();
    public ChallengerPolicy Challengers { get; init; } = new();
    public GatePolicy Gates { get; init; } = new();
    public ProbationPolicy Probation { get; init; } = new();
    public ServingPolicy Serving { get; init; } = new();
    public OutcomePolicy Outcomes { get; init; } = new();

    /// <summary>
    /// The length of the windows that are kept: enough for the widest evidence window and for probation, and no more,
    /// since every model of a fleet pays for it.
    /// </summary>
    public TimeSpan KeepWindows { get; init; } = TimeSpan.FromDays(35);

    /// <summary>The parts of the policy that the decision to retrain uses.</summary>
    public TriggerPolicies Triggering => new(Triggers, Schedule, Performance, Drift);

    /// <summary>The parts of the policy that decide which versions serve.</summary>
    public PromotionPolicies Promotion => new(Challengers, Gates, Performance.Returns);

    public IReadOnlyList<Problem> Validate() =>
    [
        .. Schedule.Validate("policy.schedule"),
        .. Performance.Validate("policy.performance"),
        .. Drift.Validate("policy.drift"),
        .. Triggers.Validate("policy.triggers"),
        .. Challengers.Validate("policy.challengers"),
        .. Gates.Validate("policy.gates"),
        .. Probation.Validate("policy.probation"),
        .. Outcomes.Validate("policy.outcomes"),
        .. BlendProblems(),
        .. ReturnProblems(),
        .. Limits.Check("policy.keepWindows", KeepWindows, LongestWindow, TimeSpan.FromDays(366)),
    ];

    /// <summary>Finds the settings that are well formed, but do not fit the model.</summary>
    public IReadOnlyList<Problem> ValidateFor(FeatureSchema schema) =>
    [
        .. Performance.ValidateFor(schema, "policy.performance"),
        .. Challengers.ValidateFor(schema, "policy.challengers"),
        .. Challengers.Trees.ValidateFor(schema, "policy.challengers.trees"),
    ];

    private IEnumerable<Problem> ReturnProblems() => Performance.Returns is null
        ? Gates.MetricsUsed.Where(Metrics.IsOfReturns)
            .Select(metric => Problem.Of("policy.gates", metric, "needs performance.returns"))
        : [];

    private IEnumerable<Problem> BlendProblems()
    {
        if (Gates.Bounds.Length == 0 || Challengers.Combination == Combination.Single) yield break;
        yield return Problem.Of(
            "policy.gates.bounds", Gates.Bounds.Length,
            "need challengers.combination 'single': the members of a blend are weighed, not barred");
    }

    // A period is recorded at the first check after its end: a day leaves room for a late check.
    private TimeSpan LongestWindow => new[]
    {
        Performance.Window + Performance.Maturity, Performance.Estimation?.Lookback ?? default, Drift.Window,
        Probation.Length,
        Schedule.CostAware is { } cost ? cost.Period + cost.OutcomesWithin + TimeSpan.FromDays(1) : TimeSpan.Zero,
    }.Max();
}
