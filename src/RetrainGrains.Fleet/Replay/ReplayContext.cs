namespace RetrainGrains.Fleet.Replay;

/// <summary>The context of one life of an actor in a replay: its key, its timers, its end.</summary>
internal sealed class ReplayContext(VirtualClock clock, string key, Action<Exception> tickFailed) : IActorContext
{
    private readonly List<ReplayTimer> timers = [];

    public string Key { get; } = key;

    public bool HasRetired { get; private set; }

    /// <summary>The actor that lives this life; it is made with this context, and set right after.</summary>
    public object Actor { get; set; } = null!;

    public IActorTimer StartTimer(Func<CancellationToken, Task> tick, TimeSpan due, TimeSpan period)
    {
        var timer = new ReplayTimer(clock, tick, tickFailed);
        timers.Add(timer);
        timer.Change(due, period);
        return timer;
    }

    public void Retire()
    {
        HasRetired = true;
        foreach (var timer in timers) timer.Dispose();
        timers.Clear();
    }
}

/// <summary>A timer of an actor on virtual time; a tick that fails is told, and does not end it.</summary>
internal sealed class ReplayTimer : IActorTimer
{
    private readonly Func<CancellationToken, Task> tick;
    private readonly Action<Exception> failed;
    private readonly CancellationTokenSource disposal = new();
    private readonly ITimer timer;
    private TimeSpan next;
    private TimeSpan period;
    private bool isTicking;

    public ReplayTimer(VirtualClock clock, Func<CancellationToken, Task> tick, Action<Exception> failed)
    {
        (this.tick, this.failed) = (tick, failed);
        timer = clock.CreateTimer(
            static self => _ = ((ReplayTimer)self!).TickAsync(), this, Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan due, TimeSpan period)
    {
        (next, this.period) = (due, period);
        // During a tick the change takes effect when the tick ends.
        if (!isTicking) timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        disposal.Cancel();
        timer.Dispose();
    }

    private async Task TickAsync()
    {
        (isTicking, next) = (true, period);
        try
        {
            await tick(disposal.Token);
        }
        catch (Exception error)
        {
            failed(error);
        }
        isTicking = false;
        if (!disposal.IsCancellationRequested) timer.Change(next, Timeout.InfiniteTimeSpan);
    }
}
