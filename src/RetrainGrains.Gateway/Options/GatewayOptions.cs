using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Gateway.Options;

/// <summary>The settings of a gateway.</summary>
public sealed record GatewayOptions
{
    /// <summary>The most bytes of one request, over gRPC and REST; more is refused before it is read.</summary>
    public int RequestBytesMax { get; init; } = 10 << 20;

    /// <summary>
    /// The time that an answer waits for its commit, which takes milliseconds: after it the database is taken for
    /// away, and the prediction is answered from memory. Without end for one inside this process: slow, never away.
    /// </summary>
    public TimeSpan CommitPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The most answered predictions that wait in memory, above all while the database is away; beyond, a prediction is
    /// refused. 200,000 are a database's restart of three minutes at 1,000 predictions a second.
    /// </summary>
    public int PredictionRowsWaitingMax { get; init; } = 200_000;

    /// <summary>
    /// The same in bytes, for models with many features: a quarter of a small machine's memory at most.
    /// </summary>
    public long PredictionBytesWaitingMax { get; init; } = 256L << 20;

    /// <summary>
    /// The most rows of outcomes and history whose callers wait for the database; beyond, they are refused. Ten of the
    /// longest requests: their senders keep them, so that holding many here would help nobody.
    /// </summary>
    public int OutcomeRowsWaitingMax { get; init; } = 100_000;

    /// <summary>
    /// The time that outcomes wait for the database: longer than a failover takes, shorter than most clients wait.
    /// </summary>
    public TimeSpan OutcomePatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time for which a model that cannot be reached is tried again: longer than a cluster takes to notice a lost
    /// machine and to move its models.
    /// </summary>
    public TimeSpan GrainPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The time that rows may lie ahead of this server's clock. Five minutes are what clocks without a time service
    /// drift apart in months; a row of a later time would be the newest outcome until then, and is refused.
    /// </summary>
    public TimeSpan ClockTolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The directory below which files may be imported as history by their path; null: none is. Off by default, for
    /// whoever may call reads by it what this process may read.
    /// </summary>
    public string? ImportDirectory { get; init; }

    public WorkerOptions Workers { get; init; } = new();

    /// <summary>The settings of who may call.</summary>
    public AccessOptions Access { get; init; } = new();

    /// <summary>Makes the prediction ids that callers leave out, from the time of the row.</summary>
    public Func<DateTimeOffset, string> NewPredictionId { get; init; } = PredictionIds.FromRandom().Next;

    /// <summary>Makes the request ids that callers leave out.</summary>
    public Func<string> NewId { get; init; } = static () => Guid.CreateVersion7().ToString("N");

    internal void Validate()
    {
        List<string> problems = [];
        void Require(bool holds, string name, object value, string rule)
        {
            if (!holds) problems.Add($"{nameof(GatewayOptions)}.{name} is {value}; it must be {rule}.");
        }
        Require(RequestBytesMax is >= 1 << 10 and <= 1 << 30,
            nameof(RequestBytesMax), RequestBytesMax, "1 KiB to 1 GiB");
        Require(
            CommitPatience == Timeout.InfiniteTimeSpan
                || CommitPatience >= TimeSpan.FromMilliseconds(10) && CommitPatience <= TimeSpan.FromMinutes(1),
            nameof(CommitPatience), CommitPatience, "10 ms to 1 minute, or without end");
        Require(PredictionRowsWaitingMax >= 0,
            nameof(PredictionRowsWaitingMax), PredictionRowsWaitingMax, "0 or more");
        Require(PredictionBytesWaitingMax >= 0,
            nameof(PredictionBytesWaitingMax), PredictionBytesWaitingMax, "0 or more");
        Require(OutcomeRowsWaitingMax >= 0, nameof(OutcomeRowsWaitingMax), OutcomeRowsWaitingMax, "0 or more");
        Require(OutcomePatience >= TimeSpan.Zero && OutcomePatience <= TimeSpan.FromHours(1),
            nameof(OutcomePatience), OutcomePatience, "0 to 1 hour");
        Require(GrainPatience >= TimeSpan.Zero && GrainPatience <= TimeSpan.FromHours(1),
            nameof(GrainPatience), GrainPatience, "0 to 1 hour");
        Require(ClockTolerance >= TimeSpan.Zero && ClockTolerance <= BelievableTime.Ahead,
            nameof(ClockTolerance), ClockTolerance, $"0 to {BelievableTime.Ahead.TotalHours:0} hours");
        problems.AddRange(Workers.Problems());
        if (problems.Count > 0) throw new ArgumentException(string.Join(Environment.NewLine, problems));
    }
}
