using System.Threading.Channels;

namespace RetrainGrains.Gateway.Tests;

/// <summary>A clock that moves only when a test moves it; its timers repeat.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private readonly Channel<TimeSpan> set = Channel.CreateUnbounded<TimeSpan>();
    private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.UtcTicks;

    /// <summary>Waits for the next timer to be set; answers for how long.</summary>
    public ValueTask<TimeSpan> TimerSetAsync() => set.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state), period);
        lock (gate) timers.Add(timer);
        timer.Change(dueTime, period);
        set.Writer.TryWrite(dueTime);
        return timer;
    }

    public void Advance(TimeSpan step)
    {
        List<ManualTimer> due;
        lock (gate)
        {
            now += step;
            due = [.. timers.Where(timer => timer.Due <= now)];
            foreach (var timer in due) timer.Due = After(timer.Period);
        }
        due.ForEach(timer => timer.Fire());
    }

    /// <summary>Lets time pass, second by second, until something has come about.</summary>
    public async Task PassUntilAsync(Task ended)
    {
        while (!ended.IsCompleted)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Advance(TimeSpan.FromSeconds(1));
            // What the step set off runs on other threads; on a busy machine they must get their turn.
            await Task.WhenAny(ended, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System));
        }
    }

    private DateTimeOffset After(TimeSpan span) => span < TimeSpan.Zero ? DateTimeOffset.MaxValue : now + span;

    private sealed class ManualTimer(ManualTime owner, Action fire, TimeSpan period) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; } = period;

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner.gate) (Due, Period) = (owner.After(dueTime), period);
            return true;
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
}
