using System.Text.Json.Serialization;
using RetrainGrains.Domain.Costs;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Schedules;

/// <summary>
/// A cron expression in a stated time zone: minute, hour, day of the month, month and day of the week (0 and 7 are
/// Sunday), optionally with seconds as a sixth field before them. A day must match both of its fields.
/// </summary>
public sealed record CronSchedule(string Expression, string TimeZone = "UTC");

/// <summary>An interval that shortens while scores are poor and lengthens while they are excellent.</summary>
public sealed record AdaptiveSchedule
{
    /// <summary>The interval at the start; the sources use 7, 14 or 21 days by model type.</summary>
    public int StartDays { get; init; } = 7;

    /// <summary>The score below which the interval is shortened.</summary>
    public double PoorScore { get; init; } = 0.7;

    /// <summary>The score above which the interval is lengthened.</summary>
    public double ExcellentScore { get; init; } = 0.9;
    public double Shorten { get; init; } = 0.7;
    public double Lengthen { get; init; } = 1.3;
    public int FloorDays { get; init; } = 3;
    public int CapDays { get; init; } = 30;

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Limits.Check($"{path}.floorDays", FloorDays, 1, 365),
        .. Limits.Check($"{path}.capDays", CapDays, FloorDays, 3_650),
        .. Limits.Check($"{path}.startDays", StartDays, FloorDays, CapDays),
        .. Limits.Check($"{path}.shorten", Shorten, 0.1, 1),
        .. Limits.Check($"{path}.lengthen", Lengthen, 1, 10),
        .. Limits.Check($"{path}.poorScore", PoorScore, 0, ExcellentScore),
    ];
}

/// <summary>The schedule of checks and time-based retrainings.</summary>
public sealed record SchedulePolicy
{
    /// <summary>The interval between checks of a model.</summary>
    public TimeSpan CheckEvery { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The number of new outcomes from which a check is worth its cost: fewer cannot change a verdict on a week of
    /// outcomes. A check without them only evaluates the clock-based triggers.
    /// </summary>
    public int MinimumNewOutcomes { get; init; } = 12;

    /// <summary>
    /// The share of the interval over which checks are spread at most, each model by a fixed offset of its own.
    /// </summary>
    public double Jitter { get; init; } = 0.1;
    public CronSchedule? Cron { get; init; }

    /// <summary>
    /// The largest delay of a model after a cron moment, by which a fleet that shares one expression spreads its
    /// starts; zero by default, since a cron moment is kept to the second. Each model always has the same delay. Age
    /// and the adaptive interval count from a model's own last run, so they are spread without it.
    /// </summary>
    public TimeSpan CronJitter { get; init; }
    public AdaptiveSchedule? Adaptive { get; init; }

    /// <summary>The schedule that retrains when it is expected to pay; the other triggers decide when null.</summary>
    public CostAwareSchedule? CostAware { get; init; }

    /// <summary>
    /// The number of consecutive failed runs after which clocks and counts start no more of them until
    /// <see cref="PauseFor"/> has passed or a run that a person asked for succeeds; risen errors still do. Null
    /// switches it off.
    /// </summary>
    // Null is written explicitly: an omitted value would be read back as the default.
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? PauseAfterFailures { get; init; } = 3;

    /// <summary>
    /// The first pause, doubled with each further failure: a night is enough for most broken sources to be repaired.
    /// </summary>
    public TimeSpan PauseFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The longest pause; as long as the breaker's longest cooldown.</summary>
    public TimeSpan PauseCap { get; init; } = TimeSpan.FromDays(14);

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Limits.Check($"{path}.checkEvery", CheckEvery, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
        .. Limits.Check($"{path}.minimumNewOutcomes", MinimumNewOutcomes, 1, 1_000_000),
        .. Limits.Check($"{path}.jitter", Jitter, 0, 1),
        .. Cron is { } cron && CronTimes.RuleBroken(cron) is { } broken
            ? [Problem.Of($"{path}.cron", $"{cron.Expression} {cron.TimeZone}", broken)]
            : Array.Empty<Problem>(),
        .. Limits.Check($"{path}.cronJitter", CronJitter, TimeSpan.Zero, TimeSpan.FromDays(1)),
        .. PauseAfterFailures is { } failures ? Limits.Check($"{path}.pauseAfterFailures", failures, 1, 1_000) : [],
        .. Limits.Check($"{path}.pauseFor", PauseFor, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365)),
        .. Limits.Check($"{path}.pauseCap", PauseCap, TimeSpan.Zero, TimeSpan.FromDays(365)),
        .. Adaptive?.Validate($"{path}.adaptive") ?? [],
        .. CostAware?.Validate($"{path}.costAware") ?? [],
    ];
}
