using System.Text.Json.Serialization;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Triggers;

/// <summary>What starts a retraining, and what holds one back.</summary>
public sealed record TriggerPolicy
{
    public const int RulesMax = 32;

    /// <summary>Starts of runs that are remembered, and so the largest budget.</summary>
    public const int RunsMax = 64;

    /// <summary>
    /// A run starts when any of these holds and nothing holds it back. A list replaces this one: errors that rose act
    /// when they are critical, sustained drift informs (see <see cref="DriftPolicy.Severity"/>), clocks and counts act
    /// where they are set. Manual, emergency and first runs need no rule.
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
    /// An alert stays on until its value has fallen below this share of its limit, so that a value that sways about the
    /// limit is one alert and not many. 1 switches that off: an alert is on while its limit is passed.
    /// </summary>
    public double ClearAt { get; init; } = 1;

    /// <summary>A run is due this long after the one before; null switches the trigger off.</summary>
    // Null is written too: left out, it would be read back as the default.
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public TimeSpan? MaximumAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>A run is due after this many new outcomes; null switches the trigger off.</summary>
    public int? NewOutcomes { get; init; }

    /// <summary>
    /// Detectors that follow the loss or a feature with every outcome; null: none. What they find
    /// is the signal «change» of <see cref="Rules"/>.
    /// </summary>
    public ImmutableArray<ChangeDetectorPolicy>? Change { get; init; }

    /// <summary>Outcomes that a first training needs.</summary>
    public int MinimumOutcomes { get; init; } = 50;

    /// <summary>Outcomes since the last run below which another would learn nothing new.</summary>
    public int MinimumNewOutcomes { get; init; } = 50;

    /// <summary>Outcomes older than this are no basis for a training; forced runs ignore it.</summary>
    public TimeSpan DataMaximumAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Rest between two runs; emergencies override it.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Runs that may start within <see cref="BudgetWindow"/>; emergencies override it.</summary>
    public int BudgetRuns { get; init; } = 4;
    public TimeSpan BudgetWindow { get; init; } = TimeSpan.FromDays(28);

    /// <summary>
    /// After this many runs in a row without a promotion the rest between runs doubles with each further one.
    /// </summary>
    public int BreakerAfter { get; init; } = 4;

    /// <summary>The longest rest that the breaker imposes.</summary>
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
