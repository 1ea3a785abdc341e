namespace RetrainGrains.Fleet.Tests;

/// <summary>A clock that stands still between steps; each goes to the next moment at which timers are due.</summary>
internal sealed class SteppedClock(DateTimeOffset start, Activity activity) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<SteppedTimer> timers = [];
    private DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return now;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SteppedTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Fires the timers that are due first, by <paramref name="limit"/>; false when it is reached.</summary>
    public bool Step(DateTimeOffset limit)
    {
        SteppedTimer[] due;
        lock (gate)
        {
            var first = timers.Select(timer => timer.Due).Append(DateTimeOffset.MaxValue).Min();
            due = first > limit ? [] : [.. timers.Where(timer => timer.Due == first)];
            now = due.Length == 0 ? limit : first > now ? first : now;
            foreach (var timer in due) timer.Rearm(now);
        }
        foreach (var timer in due) timer.Fire();
        return due.Length > 0;
    }

    private sealed class SteppedTimer(SteppedClock owner, Action fire) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

        public void Fire() => fire();

        public void Rearm(DateTimeOffset at)
        {
            if (period > TimeSpan.Zero) Due = at + period;
            else owner.timers.Remove(this);
        }

        public bool Change(TimeSpan dueTime, TimeSpan every)
        {
            owner.Noticed();
            lock (owner.gate)
            {
                owner.timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                (Due, period) = (owner.now + dueTime, every);
                owner.timers.Add(this);
                return true;
            }
        }

        public void Dispose()
        {
            lock (owner.gate) owner.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private void Noticed() => activity.Notice();
}
