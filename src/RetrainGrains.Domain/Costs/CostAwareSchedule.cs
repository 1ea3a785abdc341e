using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Costs;

/// <summary>
/// Retrain when the loss that is expected to be saved outweighs what a run costs. Asked once when a period has ended;
/// switch other time-based triggers off beside it, or they come first.
/// </summary>
public sealed record CostAwareSchedule
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>What losses are counted by: a week holds every hour of the day and every day of the week.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromDays(7);

    /// <summary>
    /// How long after a period's end its outcomes are waited for; what comes later counts in no period. Nothing is
    /// waited for by default: outcomes that come within hours lack only the last of them.
    /// </summary>
    public TimeSpan OutcomesWithin { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// What a run costs, as a share of what is lost in a mean period: dear enough that retraining for nothing shows,
    /// cheap enough that a model which has grown 5 % worse repays it in a period.
    /// </summary>
    public double CostShare { get; init; } = 0.05;

    /// <summary>What a run costs in units of loss, where that is known; it replaces the share.</summary>
    public double? Cost { get; init; }

    /// <summary>
    /// What a second of a run costs in units of loss: the price of a second over the price of a unit of loss. The
    /// latest run counts, from its plan to its end.
    /// </summary>
    public double? CostPerSecond { get; init; }

    /// <summary>What the rule believes before it has seen anything.</summary>
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
