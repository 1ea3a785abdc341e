namespace RetrainGrains.Fleet.Replay;

/// <summary>A timer on virtual time. Cancelling makes its queue entry stale, which is cheap.</summary>
internal sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
{
    // As with the system's timers, the callback runs in the context that created the timer.
    private readonly ExecutionContext? context = ExecutionContext.Capture();
    private bool isQueued;
    private bool isDisposed;

    public long Generation { get; private set; }

    /// <summary>The period in ticks; zero for a timer that fires once.</summary>
    public long Period { get; private set; }

    /// <summary>Returns true when the timer only completes a task, as those of Task.Delay do.</summary>
    public bool CompletesTask => state is Task;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (isDisposed) return false;
        Cancel();
        Period = Math.Max(0, period.Ticks);
        if (dueTime == Timeout.InfiniteTimeSpan) return true;
        isQueued = true;
        clock.Enqueue(this, clock.GetTimestamp() + Math.Max(0, dueTime.Ticks));
        return true;
    }

    public void Fire()
    {
        isQueued = Period > 0;
        if (context is null) callback(state);
        else ExecutionContext.Run(context, static timer => ((VirtualTimer)timer!).Call(), this);
    }

    public void Dispose()
    {
        Cancel();
        isDisposed = true;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Call() => callback(state);

    private void Cancel()
    {
        Generation++;
        if (isQueued) clock.Forget();
        isQueued = false;
    }
}
