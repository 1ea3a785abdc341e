namespace RetrainGrains.Fleet.Replay;

/// <summary>
/// A clock of virtual time: it stands still while code runs, and jumps to the next timer when none does.
/// </summary>
/// <remarks>Timers that are due together fire in the order they were set, or in one that a seed draws.</remarks>
public sealed class VirtualClock : TimeProvider
{
    // Fewer stale entries than this are not worth a rebuild of the queue.
    private const int StaleMin = 1_024;

    private readonly PriorityQueue<(VirtualTimer Timer, long Generation), (long Due, long TieBreak)> queue = new();
    private readonly DateTimeOffset start;
    private readonly Action ensureOnLoop;
    private readonly Random? shuffle;
    private long set;
    private long elapsed;
    private int stale;

    internal VirtualClock(DateTimeOffset start, Random? shuffle, Action ensureOnLoop)
    {
        this.start = start.ToUniversalTime();
        (this.shuffle, this.ensureOnLoop) = (shuffle, ensureOnLoop);
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => start.AddTicks(GetTimestamp());

    public override long GetTimestamp() => Interlocked.Read(ref elapsed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ensureOnLoop();
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>The earliest due time, in ticks since the start; null when no timer runs.</summary>
    internal long? NextDue()
    {
        while (queue.TryPeek(out var entry, out var key))
        {
            if (IsLive(entry)) return key.Due;
            queue.Dequeue();
            stale--;
        }
        return null;
    }

    /// <summary>The number of entries in the queue, stale ones included.</summary>
    internal int QueuedTimers => queue.Count;

    internal void MoveTo(long ticks) => Interlocked.Exchange(ref elapsed, ticks);

    /// <summary>Takes out the timer that <see cref="NextDue"/> saw, and repeats it if it has a period.</summary>
    internal VirtualTimer TakeNext()
    {
        var timer = queue.Dequeue().Timer;
        if (timer.Period > 0) Enqueue(timer, GetTimestamp() + timer.Period);
        return timer;
    }

    internal void Enqueue(VirtualTimer timer, long due) =>
        queue.Enqueue((timer, timer.Generation), (due, shuffle?.NextInt64() ?? set++));

    // Cancelled entries stay in the heap until they surface. When they are most of it, it is rebuilt.
    internal void Forget()
    {
        if (++stale < StaleMin || stale < queue.Count / 2) return;
        var living = queue.UnorderedItems.Where(item => IsLive(item.Element)).ToList();
        queue.Clear();
        queue.EnqueueRange(living);
        stale = 0;
    }

    private static bool IsLive((VirtualTimer Timer, long Generation) entry) =>
        entry.Timer.Generation == entry.Generation;
}
