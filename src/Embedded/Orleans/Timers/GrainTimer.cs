using Orleans.Runtime;

namespace Orleans.Timers;

/// <summary>Ticks through the mailbox. The period runs from the end of one tick to the start of the next.</summary>
internal sealed class GrainTimer : Turn, IGrainTimer
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly Activation activation;
    private readonly Func<CancellationToken, Task> callback;
    private readonly GrainTimerCreationOptions options;
    private readonly CancellationTokenSource disposal = new();
    private readonly ITimer timer;
    private TimeSpan nextDelay;
    private TimeSpan period;
    private bool isTicking;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        Validate(options.DueTime, options.Period);
        this.activation = activation;
        this.callback = callback;
        this.options = options;
        period = options.Period;
        timer = DetachedTimer.Create(activation.Runtime.Clock, Tick);
        timer.Change(options.DueTime, Timeout.InfiniteTimeSpan);
        activation.Add(this);
    }

    public override bool Interleaves => options.Interleave;

    public override bool KeepsAlive => options.KeepAlive;

    public override bool IsAbandoned => disposal.IsCancellationRequested;

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, period);
        this.period = period;
        nextDelay = dueTime;
        // During a tick the change takes effect when the tick ends.
        if (!isTicking) timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        disposal.Cancel();
        timer.Dispose();
        activation.Remove(this);
    }

    public override async Task RunAsync(Activation activation)
    {
        CallContext.Current = null;
        nextDelay = period;
        try
        {
            await callback(disposal.Token);
        }
        catch (Exception exception)
        {
            activation.Runtime.Log.TimerFailed(exception, activation.GrainId);
            activation.Class.Ticks.Failed(exception, activation.Runtime.Measuring.Now);
        }

        activation.Class.Ticks.Record(activation.Finish(this));
        ScheduleNext();
    }

    public override void Refuse(Exception reason)
    {
        if (disposal.IsCancellationRequested) return;
        activation.Runtime.Log.TimerFailed(reason, activation.GrainId);
        activation.Class.Ticks.Unanswered(reason, activation.Runtime.Measuring.Now);
        nextDelay = period;
        ScheduleNext();
    }

    private void Tick()
    {
        isTicking = true;
        activation.TryReceive(this);
    }

    private void ScheduleNext()
    {
        isTicking = false;
        if (!disposal.IsCancellationRequested) timer.Change(nextDelay, Timeout.InfiniteTimeSpan);
    }

    private static void Validate(TimeSpan dueTime, TimeSpan period)
    {
        Validate(dueTime, nameof(dueTime));
        Validate(period, nameof(period));
    }

    private static void Validate(TimeSpan delay, string name)
    {
        if (delay == Timeout.InfiniteTimeSpan || (delay >= TimeSpan.Zero && delay <= LongestDelay)) return;
        throw new ArgumentOutOfRangeException(name, delay, $"Must be from zero to {LongestDelay}, or infinite.");
    }
}
