namespace RetrainGrains.Fleet.Replay;

/// <summary>
/// Runs actors and all who call them on the one thread that calls <see cref="Run"/>, on virtual time: the same every
/// time. Code on the loop must not leave its thread: no Task.Run, and no ConfigureAwait(false) on anything that is
/// still under way; the loop notices when it does.
/// </summary>
/// <remarks>
/// What is ready runs in the order it came. With a seed to shuffle by, the order is drawn: another seed tries another
/// interleaving, the same seed the same one.
/// </remarks>
public sealed class VirtualLoop
{
    private readonly List<(SendOrPostCallback Work, object? State)> drawn = [];
    private readonly Queue<(SendOrPostCallback Work, object? State)> ready = new();
    private readonly PriorityQueue<TaskCompletionSource, (long Due, long Order)> arrivals = new();
    private readonly LoopContext context;
    private readonly Random? shuffle;
    private long arrivalsAwaited;
    private int loopThread;
    private string? escape;

    public VirtualLoop(DateTimeOffset start, int? shuffleSeed = null)
    {
        shuffle = shuffleSeed is { } seed ? new Random(seed) : null;
        Clock = new VirtualClock(start, shuffle, EnsureOnLoop);
        Horizon = start.AddYears(10);
        context = new LoopContext(this);
    }

    public VirtualClock Clock { get; }

    /// <summary>
    /// The time that virtual time never passes; a main that waits for nothing would otherwise tick for ever.
    /// </summary>
    public DateTimeOffset Horizon { get; set; }

    /// <summary>The lines that say what is waited for, for the message about a loop that is stuck.</summary>
    internal Func<IEnumerable<string>> Pending { get; set; } = static () => [];

    private bool IsOnLoop => loopThread == 0 || loopThread == Environment.CurrentManagedThreadId;

    /// <summary>Runs until <paramref name="main"/> ends; its awaits come back to this thread.</summary>
    public void Run(Func<Task> main)
    {
        if (loopThread != 0) throw new InvalidOperationException("The loop is running already.");
        var outer = SynchronizationContext.Current;
        loopThread = Environment.CurrentManagedThreadId;
        try
        {
            SynchronizationContext.SetSynchronizationContext(context);
            var finished = main();
            while (!finished.IsCompleted) Step();
            finished.GetAwaiter().GetResult();
            ThrowIfEscaped();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
            loopThread = 0;
        }
    }

    public T Run<T>(Func<Task<T>> main)
    {
        T result = default!;
        Run(async () => { result = await main(); });
        return result;
    }

    /// <summary>Completes at the given time, after everything that was due until then, and at it, has run.</summary>
    public Task AdvanceTo(DateTimeOffset time)
    {
        EnsureOnLoop();
        var arrival = new TaskCompletionSource();
        var due = Math.Max(0, (time - Clock.GetUtcNow()).Ticks) + Clock.GetTimestamp();
        arrivals.Enqueue(arrival, (due, arrivalsAwaited++));
        return arrival.Task;
    }

    public Task AdvanceBy(TimeSpan span) => AdvanceTo(Clock.GetUtcNow() + span);

    /// <summary>Completes when nothing more can happen at the present virtual time.</summary>
    public Task Settle() => AdvanceBy(TimeSpan.Zero);

    /// <summary>
    /// Computes on a thread of low priority, at once, and delivers the result at the virtual time at which the modelled
    /// duration ends. If virtual time gets there first, the loop waits for real.
    /// </summary>
    public Task<T> ComputeAside<T>(
        Func<CancellationToken, T> work, TimeSpan modelled, CancellationToken cancellation)
    {
        EnsureOnLoop();
        return ComputationAside<T>.Start(Clock, work, modelled, cancellation);
    }

    internal void Post(SendOrPostCallback work, object? state)
    {
        if (!IsOnLoop) RecordEscape();
        else if (shuffle is null) ready.Enqueue((work, state));
        else drawn.Add((work, state));
    }

    private void Step()
    {
        ThrowIfEscaped();
        if (TryTake(out var next)) next.Work(next.State);
        else if (!FireNextTimer() && !Arrive()) throw Stuck("Nothing can run and no timer is due");
    }

    private bool TryTake(out (SendOrPostCallback Work, object? State) next)
    {
        if (shuffle is null || drawn.Count == 0) return ready.TryDequeue(out next);
        var chosen = shuffle.Next(drawn.Count);
        next = drawn[chosen];
        drawn[chosen] = drawn[^1];
        drawn.RemoveAt(drawn.Count - 1);
        return true;
    }

    private bool FireNextTimer()
    {
        if (Clock.NextDue() is not { } due || (arrivals.TryPeek(out _, out var first) && first.Due < due)) return false;
        MoveTo(due);
        var timer = Clock.TakeNext();
        // A timer that completes a task runs without the context: then code behind ConfigureAwait(false) continues
        // here instead of on the thread pool. Any other callback needs the context for its own awaits.
        if (timer.CompletesTask) SynchronizationContext.SetSynchronizationContext(null);
        timer.Fire();
        SynchronizationContext.SetSynchronizationContext(context);
        return true;
    }

    private bool Arrive()
    {
        if (!arrivals.TryDequeue(out var arrival, out var key)) return false;
        MoveTo(key.Due);
        arrival.SetResult();
        return true;
    }

    private void MoveTo(long due)
    {
        Clock.MoveTo(due);
        if (Clock.GetUtcNow() > Horizon) throw Stuck($"Virtual time passed the horizon of {Horizon:O}");
    }

    private ReplayException Stuck(string reason)
    {
        string[] pending =
            [.. Pending().CountBy(line => line).Select(line => $"{line.Key} ({line.Value})").Take(50)];
        return new ReplayException(
            $"{reason}, but the main function has not ended (virtual time {Clock.GetUtcNow():O}). "
            + (pending.Length > 0
                ? $"Pending: {string.Join("; ", pending)}."
                : "No call is pending: the main function waits for something outside of the loop, or code left its "
                + "thread by Task.Run or ConfigureAwait(false)."));
    }

    private void EnsureOnLoop()
    {
        if (!IsOnLoop) throw new ReplayException("Only the loop's own thread may use its clock.");
    }

    private void RecordEscape() => Interlocked.CompareExchange(
        ref escape,
        "Work came back to the loop from another thread, which makes the run unrepeatable. "
        + $"Look for Task.Run or ConfigureAwait(false).\n{Environment.StackTrace}",
        null);

    private void ThrowIfEscaped()
    {
        if (Volatile.Read(ref escape) is { } message) throw new ReplayException(message);
    }
}
