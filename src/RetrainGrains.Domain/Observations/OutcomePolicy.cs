using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Observations;

/// <summary>
/// The settings of outcomes: the times of an entity's predictions that one belongs to, and how late it still counts.
/// </summary>
public sealed record OutcomePolicy
{
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();

    private static readonly TimeSpan LongestGrain = TimeSpan.FromDays(366);

    /// <summary>
    /// The grain of time: times of an entity within the same one, counted from 1970 in UTC, are one time. A second, in
    /// which most sources write their times; a day suits daily values.
    /// </summary>
    public TimeSpan Grain { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The largest distance between the time of an outcome and that of a prediction for the same entity, both at the
    /// beginning of their grains. Zero, the default, joins equal times only. Less than half of the time between two
    /// outcomes of an entity makes the join independent of their order.
    /// </summary>
    public TimeSpan Tolerance { get; init; }

    /// <summary>
    /// The age of a prediction beyond which its outcome comes too late for windows and track records. It is kept, and
    /// learned from. A year: what is known later says nothing about the model now.
    /// </summary>
    public TimeSpan Horizon { get; init; } = TimeSpan.FromDays(366);

    /// <summary>
    /// The most outcomes that wait for a prediction of their entity; one more is refused. Each costs about 100 bytes.
    /// </summary>
    public int WaitingMax { get; init; } = 100_000;

    /// <summary>
    /// The time that an outcome waits for its prediction, counted from the time it is about: longer than batches are
    /// late, as a rule.
    /// </summary>
    public TimeSpan WaitingFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Returns the beginning of the grain that a time lies in.</summary>
    public DateTimeOffset BeginningOf(DateTimeOffset at)
    {
        var (instant, grain) = (at.ToUnixTimeMilliseconds(), GrainMilliseconds);
        // Rounded down before 1970 too; the first grain of the calendar may be no whole one.
        var beginning = instant - ((instant % grain) + grain) % grain;
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(beginning, Earliest));
    }

    /// <summary>
    /// Returns the times that join with a time: those from the first on, and before the second. Times join either way:
    /// an outcome with a prediction, and a prediction with an outcome.
    /// </summary>
    public (DateTimeOffset From, DateTimeOffset Before) JoinedWith(DateTimeOffset at)
    {
        var (beginning, grain) = (BeginningOf(at), TimeSpan.FromMilliseconds(GrainMilliseconds));
        var reach = grain * Math.Floor(Tolerance / grain);
        return (Earlier(beginning, reach), Later(beginning, reach + grain));
    }

    /// <summary>Answers whether the outcome of a prediction became known too late to count.</summary>
    public bool IsLate(DateTimeOffset at, DateTimeOffset knownAt) => knownAt - at > Horizon;

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Limits.Check($"{path}.grain", Grain, TimeSpan.FromMilliseconds(1), LongestGrain),
        .. Limits.Check($"{path}.tolerance", Tolerance, TimeSpan.Zero, LongestGrain),
        .. ToleranceProblems(path),
        .. Limits.Check($"{path}.horizon", Horizon, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3_660)),
        .. Limits.Check($"{path}.waitingMax", WaitingMax, 0, 10_000_000),
        .. Limits.Check($"{path}.waitingFor", WaitingFor, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3_660)),
    ];

    // Instants are stored in milliseconds.
    private long GrainMilliseconds => Math.Max(1, (long)Grain.TotalMilliseconds);

    private IEnumerable<Problem> ToleranceProblems(string path) => Tolerance == TimeSpan.Zero || Tolerance >= Grain
        ? []
        : [Problem.Of($"{path}.tolerance", Tolerance, $"must be 0 or at least the grain {Grain}: declare a finer one")];

    private static DateTimeOffset Earlier(DateTimeOffset at, TimeSpan by) =>
        at - DateTimeOffset.MinValue > by ? at - by : DateTimeOffset.MinValue;

    private static DateTimeOffset Later(DateTimeOffset at, TimeSpan by) =>
        DateTimeOffset.MaxValue - at > by ? at + by : DateTimeOffset.MaxValue;
}
