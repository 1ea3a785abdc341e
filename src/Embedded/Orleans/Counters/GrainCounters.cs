namespace Orleans.Runtime;

/// <summary>
/// The counts of one grain class. Waiting calls are those in the mailboxes now; the deepest mailbox is the fullest
/// one, now and since the start; seconds are those of the last minute, oldest first.
/// </summary>
public sealed record GrainCounters(
    string GrainType,
    long Activations,
    long ActivationsStarted,
    int Waiting,
    int DeepestMailbox,
    int DeepestMailboxEver,
    int Timers,
    int Reminders,
    IReadOnlyList<long> CallsBySecond,
    IReadOnlyList<GrainMethodCounters> Methods);

/// <summary>
/// The counts of one method, awaits included; activations and timer ticks count as methods too. Errors are calls that
/// threw; unanswered are those that timed out or met a full mailbox, a failed activation or a stopping silo.
/// </summary>
public sealed record GrainMethodCounters(
    string Method,
    long Calls,
    long Errors,
    long Unanswered,
    TimeSpan TotalTime,
    LatencyReport Recent,
    ErrorReport? LastError)
{
    public const string Activation = "(activation)";
    public const string TimerTick = "(timer tick)";

    /// <summary>Whether a caller caused it, rather than the runtime itself.</summary>
    public bool IsCall => Method is not (Activation or TimerTick);
}

/// <summary>A grain with calls waiting or with work that takes long; what runs is what began first.</summary>
public sealed record BusyGrain(string GrainId, int Waiting, string? Running, TimeSpan RunningFor);
