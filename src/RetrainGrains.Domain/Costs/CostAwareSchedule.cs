using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Costs;

/// <summary>
/// The schedule that retrains when the loss that is expected to be saved outweighs the cost of a run. It is evaluated
/// once when a period has ended; switch other time-based triggers off with it, or they come first.
/// </summary>
public sealed record CostAwareSchedule
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>
    /// The period over which losses are summed: a week holds every hour of the day and every day of the week.
    /// </summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// The time after a period's end that its outcomes are waited for; later ones count in no period. Zero by default:
    /// of outcomes that arrive within hours only the last few are missed.
    /// </summary>
    public TimeSpan OutcomesWithin { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// The cost of a run, as a share of the loss of a mean period: high enough that needless retraining shows, low
    /// enough that a model which has become 5 % worse repays it in a period.
    /// </summary>
    public double CostShare { get; init; } = 0.05;

    /// <summary>The cost of a run in units of loss, which replaces the share; null when it is not known.</summary>
    public double? Cost { get; init; }

    /// <summary>
    /// The cost of a second of a run in units of loss: the price of a second over the price of a unit of loss. It is
    /// multiplied by the latest run's duration, from its plan to its end.
    /// </summary>
    public double? CostPerSecond { get; init; }

    /// <summary>The priors of the rule.</summary>
    public CostAwareOptions Rule { get; init; } = new();

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Limits.Check($"{path}.period", Period, Hour, TimeSpan.FromDays(30)),
        .. WholeHours($"{path}.period", Period),
        .. Limits.Check($"{path}.outcomesWithin", OutcomesWithin, TimeSpan.Zero, TimeSpan.FromDays(300)),
        .. WholeHours($"{path}.outcomesWithin", OutcomesWithin),
        .. Limits.Check($"{path}.costShare", CostShare, 0, 1_000),
        .. Cost is { } cost ? Limits.Check($"{path}.cost", cost, 0, double.MaxValue) : [],
        .. CostPerSecond is { } price ? Limits.Check($"{path}.costPerSecond", price, 0, double.MaxValue) : [],
        .. Cost is not null && CostPerSecond is not null
            ? [Problem.Of($"{path}.costPerSecond", CostPerSecond, "must be absent where cost is stated")]
            : Array.Empty<Problem>(),
        .. Rule.Validate($"{path}.rule"),
    ];

    private static IEnumerable<Problem> WholeHours(string field, TimeSpan span) =>
        span.Ticks % Hour.Ticks == 0 ? [] : [Problem.Of(field, span, "must be whole hours: windows are hours")];
}
