namespace RetrainGrains.Server.Demo;

/// <summary>
/// A timer on fast time: it waits on the inner clock, and compares with fast time when that wait ends.
/// </summary>
internal sealed class FastTimer : ITimer
{
    private readonly FastClock clock;
    private readonly TimerCallback callback;
    private readonly object? state;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private DateTimeOffset? due;
    private TimeSpan period;

    public FastTimer(FastClock clock, TimeProvider inner, TimerCallback callback, object? state)
    {
        (this.clock, this.callback, this.state) = (clock, callback, state);
        timer = inner.CreateTimer(
            static self => ((FastTimer)self!).CheckIfDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
        {
            this.period = period;
            due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.GetUtcNow() + dueTime;
            return Sleep();
        }
    }

    public void Dispose() => timer.Dispose();

    public ValueTask DisposeAsync() => timer.DisposeAsync();

    private void CheckIfDue()
    {
        lock (gate)
        {
            if (due is not { } moment) return;
            var now = clock.GetUtcNow();
            if (now < moment)
            {
                Sleep();
                return;
            }
            // Ticks that were missed are skipped: they would all come at once.
            due = period > TimeSpan.Zero ? Later(now, moment + period) : null;
            Sleep();
        }
        callback(state);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private bool Sleep() => timer.Change(
        due is { } moment ? clock.InnerWait(moment) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
