namespace RetrainGrains.Server.Tests;

/// <summary>A clock that moves only when a test moves it; a timer fires once each time it is set.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        timers.Add(timer);
        return timer;
    }

    /// <summary>Moves on millisecond by millisecond, so that what a timer sets is seen in its turn.</summary>
    public void Advance(TimeSpan span)
    {
        for (var end = now + span; now < end;)
        {
            now += TimeSpan.FromMilliseconds(1);
            foreach (var timer in timers.ToArray()) timer.FireIfDue();
        }
    }

    private sealed class ManualTimer(ManualTime owner, Action fire) : ITimer
    {
        private DateTimeOffset? due;

        public void FireIfDue()
        {
            if (due is not { } moment || moment > owner.now) return;
            due = null;
            fire();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            due = dueTime == Timeout.InfiniteTimeSpan ? null : owner.now + dueTime;
            return true;
        }

        public void Dispose() => owner.timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
