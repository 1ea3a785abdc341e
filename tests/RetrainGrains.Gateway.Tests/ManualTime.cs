using System.Threading.Channels;

namespace RetrainGrains.Gateway.Tests;

/// <summary>A clock that moves only when a test moves it; its timers repeat.</summary>
internal sealed class ManualTime : TimeProvider
{
    // What is longer is a limit and no pause between two tries.
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

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
        lock (gate)
        {
            timer.Change(dueTime, period);
            timers.Add(timer);
        }
        // A timer without an end to wait for, or one that repeats, is no pause.
        if (dueTime >= TimeSpan.Zero && period < TimeSpan.Zero) set.Writer.TryWrite(dueTime);
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

    /// <summary>
    /// Lets every pause pass, as soon as somebody makes one, until something has come about. Nothing else moves the
    /// clock meanwhile: who works is not overtaken by it.
    /// </summary>
    public async Task PassUntilAsync(Task ended)
    {
        while (!ended.IsCompleted)
        {
            await Task.WhenAny(ended, set.Reader.WaitToReadAsync(TestContext.Current.CancellationToken).AsTask());
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (!ended.IsCompleted && set.Reader.TryRead(out var pause) && pause <= PauseMax) Advance(pause);
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
