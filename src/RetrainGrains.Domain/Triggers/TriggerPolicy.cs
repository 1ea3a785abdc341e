using System.Text.Json.Serialization;

namespace RetrainGrains.Domain.Triggers;

/// <summary>Why a retraining starts. Numbers are stored: they only ever grow.</summary>
public enum TriggerKind
{
    /// <summary>There is no champion yet.</summary>
    First = 0,
    Performance = 1,
    Drift = 2,
    Age = 3,
    Cron = 4,
    Adaptive = 5,
    NewData = 6,
    Manual = 7,
    Emergency = 8,
    Change = 9,
    Cost = 10,

    /// <summary>Errors are expected to have risen, before outcomes say so.</summary>
    Estimate = 11,
}

/// <summary>What starts a retraining, and what holds one back.</summary>
public sealed record TriggerPolicy
{
    /// <summary>Severity from which errors that rose start a retraining.</summary>
    public Severity PerformanceFrom { get; init; } = Severity.Critical;

    /// <summary>Severity from which sustained drift does; by default drift informs and does not act.</summary>
    public Severity DriftFrom { get; init; } = Severity.Critical;

    /// <summary>A run is due this long after the one before; null switches the trigger off.</summary>
    // Null is written too: left out, it would be read back as the default.
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public TimeSpan? MaximumAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>A run is due after this many new outcomes; null switches the trigger off.</summary>
    public int? NewOutcomes { get; init; }

    /// <summary>
    /// Detectors that follow the loss or a feature with every outcome; null: none. An alarm acts from the severity of
    /// <see cref="PerformanceFrom"/> on.
    /// </summary>
    public ImmutableArray<ChangeWatch>? Change { get; init; }

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
        .. MaximumAge is { } age
        ? Range.Check($"{path}.maximumAge", age, TimeSpan.FromHours(1), TimeSpan.FromDays(3_650))
        : [],
        .. NewOutcomes is { } rows ? Range.Check($"{path}.newOutcomes", rows, 1, 100_000_000) : [],
        .. Change is { } watches ? ChangeSignals.Validate(watches, $"{path}.change") : [],
        .. Range.Check($"{path}.minimumOutcomes", MinimumOutcomes, 10, 100_000_000),
        .. Range.Check($"{path}.minimumNewOutcomes", MinimumNewOutcomes, 1, 100_000_000),
        .. Range.Check($"{path}.dataMaximumAge", DataMaximumAge, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3_650)),
        .. Range.Check($"{path}.cooldown", Cooldown, TimeSpan.Zero, TimeSpan.FromDays(365)),
        .. Range.Check($"{path}.budgetRuns", BudgetRuns, 1, ModelState.RecentRunsMax),
        .. Range.Check($"{path}.budgetWindow", BudgetWindow, TimeSpan.FromHours(1), TimeSpan.FromDays(365)),
        .. Range.Check($"{path}.breakerAfter", BreakerAfter, 1, 1_000),
        .. Range.Check($"{path}.breakerCap", BreakerCap, TimeSpan.Zero, TimeSpan.FromDays(365)),
    ];
}
