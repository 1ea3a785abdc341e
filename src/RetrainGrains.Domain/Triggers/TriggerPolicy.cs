using System.Text.Json.Serialization;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>The settings that start a retraining or hold one back.</summary>
public sealed record TriggerPolicy
{
    public const int RulesMax = 32;

    /// <summary>The number of starts of runs that are kept, and so the largest budget.</summary>
    public const int RunsMax = 64;

    /// <summary>
    /// The rules: a run starts when any of them holds and no guard holds it back. A list replaces the default one, in
    /// which risen errors act when they are critical, sustained drift informs (see <see cref="DriftPolicy.Severity"/>),
    /// clocks and counts act when they are set. Manual, emergency and first runs need no rule.
    /// </summary>
    public ImmutableArray<TriggerRule> Rules { get; init; } =
    [
        new("performance", "performance:critical"),
        new("drift", "drift:critical"),
        new("age", "age"),
        new("cron", "cron"),
        new("adaptive", "adaptive"),
        new("newData", "newData"),
        new("estimate", "estimate:critical"),
        new("change", "change:critical"),
        new("cost", "cost"),
    ];

    /// <summary>
    /// The share of its limit below which a value must fall to clear an alert, so that a value that varies around the
    /// limit is one alert and not many. 1 switches that off: an alert is open while its limit is passed.
    /// </summary>
    public double ClearAt { get; init; } = 1;

    /// <summary>The time after a run at which the next one is due; null switches the trigger off.</summary>
    // Null is written explicitly: an omitted value would be read back as the default.
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public TimeSpan? MaximumAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The number of new outcomes after which a run is due; null switches the trigger off.</summary>
    public int? NewOutcomes { get; init; }

    /// <summary>
    /// The detectors that follow the loss or a feature with every outcome, whose findings are the signal "change" of
    /// <see cref="Rules"/>; none when null.
    /// </summary>
    public ImmutableArray<ChangeDetectorPolicy>? Change { get; init; }

    /// <summary>The number of outcomes that a first training needs.</summary>
    public int MinimumOutcomes { get; init; } = 50;

    /// <summary>
    /// The number of outcomes since the last run below which another run would learn too little. What a person asks
    /// for, and the moments of cron and of the adaptive interval, need none.
    /// </summary>
    public int MinimumNewOutcomes { get; init; } = 50;

    /// <summary>The age of outcomes above which no training starts; forced runs ignore it.</summary>
    public TimeSpan DataMaximumAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The pause between two runs; emergencies override it, and so do the moments of cron and of the adaptive interval,
    /// which are pauses that a person has set.
    /// </summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// The number of runs that may start within <see cref="BudgetWindow"/>; emergencies and the moments of cron and of
    /// the adaptive interval override it, and count.
    /// </summary>
    public int BudgetRuns { get; init; } = 4;
    public TimeSpan BudgetWindow { get; init; } = TimeSpan.FromDays(28);

    /// <summary>
    /// The number of consecutive runs without a promotion after which the pause between runs doubles with each further
    /// one.
    /// </summary>
    public int BreakerAfter { get; init; } = 4;

    /// <summary>The longest pause that the breaker imposes.</summary>
    public TimeSpan BreakerCap { get; init; } = TimeSpan.FromDays(14);

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Limits.Check($"{path}.rules.length", Rules.Length, 0, RulesMax),
        .. Rules.SelectMany((rule, i) => rule.Validate($"{path}.rules[{i}]")),
        .. Rules.GroupBy(rule => rule.Name).Where(same => same.Count() > 1)
            .Select(same => Problem.Of($"{path}.rules", same.Key, "must be the name of one rule only")),
        .. Limits.Check($"{path}.clearAt", ClearAt, 0, 1),
        .. MaximumAge is { } age
        ? Limits.Check($"{path}.maximumAge", age, TimeSpan.FromHours(1), TimeSpan.FromDays(3_650))
        : [],
        .. NewOutcomes is { } rows ? Limits.Check($"{path}.newOutcomes", rows, 1, 100_000_000) : [],
        .. Change is { } watches ? ChangeCheck.Validate(watches, $"{path}.change") : [],
        .. Limits.Check($"{path}.minimumOutcomes", MinimumOutcomes, 10, 100_000_000),
        .. Limits.Check($"{path}.minimumNewOutcomes", MinimumNewOutcomes, 1, 100_000_000),
        .. Limits.Check($"{path}.dataMaximumAge", DataMaximumAge, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3_650)),
        .. Limits.Check($"{path}.cooldown", Cooldown, TimeSpan.Zero, TimeSpan.FromDays(365)),
        .. Limits.Check($"{path}.budgetRuns", BudgetRuns, 1, RunsMax),
        .. Limits.Check($"{path}.budgetWindow", BudgetWindow, TimeSpan.FromHours(1), TimeSpan.FromDays(365)),
        .. Limits.Check($"{path}.breakerAfter", BreakerAfter, 1, 1_000),
        .. Limits.Check($"{path}.breakerCap", BreakerCap, TimeSpan.Zero, TimeSpan.FromDays(365)),
    ];
}
