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
    /// <summary>Where the interval starts; the sources use 7, 14 or 21 days by model type.</summary>
    public int StartDays { get; init; } = 7;

    /// <summary>Scores below this shorten the interval.</summary>
    public double PoorScore { get; init; } = 0.7;

    /// <summary>Scores above this lengthen it.</summary>
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

/// <summary>When checks and time-based retrainings are due.</summary>
public sealed record SchedulePolicy
{
    /// <summary>How often a model is checked.</summary>
    public TimeSpan CheckEvery { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// New outcomes that make a check worth its cost: less than this cannot turn a verdict on a week of evidence.
    /// A check without them only looks at the clock-based triggers.
    /// </summary>
    public int MinimumNewOutcomes { get; init; } = 12;

    /// <summary>Checks are spread by a model's own fixed offset, at most this share of the interval.</summary>
    public double Jitter { get; init; } = 0.1;
    public CronSchedule? Cron { get; init; }

    /// <summary>
    /// A cron moment is a promise and kept to the second; a fleet that shares one expression spreads its starts by
    /// saying here how late a model may be. Each model is always as late. Age and the adaptive interval count from a
    /// model's own last run, so they are spread without it.
    /// </summary>
    public TimeSpan CronJitter { get; init; }
    public AdaptiveSchedule? Adaptive { get; init; }

    /// <summary>Retrain when it is expected to pay; null: the other triggers decide.</summary>
    public CostAwareSchedule? CostAware { get; init; }

    /// <summary>
    /// After this many failed runs in a row clocks and counts start no more of them until <see cref="PauseFor"/> has
    /// passed or a run that a person asked for succeeds; errors that rose still do. Null switches it off.
    /// </summary>
    // Null is written too: left out, it would be read back as the default.
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? PauseAfterFailures { get; init; } = 3;

    /// <summary>Doubled with each further failure: a night is enough for most broken sources to be mended.</summary>
    public TimeSpan PauseFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The longest pause; as long as the breaker's longest rest.</summary>
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
