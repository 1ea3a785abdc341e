using Orleans.Runtime;

namespace Orleans.Simulation;

/// <summary>
/// Runs a whole silo and its clients on the one thread that calls <see cref="Run"/>, on virtual time. All that
/// happens follows from the seed. Code under simulation must not leave the thread: no Task.Run, and no
/// ConfigureAwait(false) on anything that is still under way.
/// </summary>
public sealed class SimulationScheduler : IGrainScheduler
{
    private readonly List<IThreadPoolWorkItem> ready = [];
    private readonly PriorityQueue<TaskCompletionSource, (long Due, long Order)> arrivals = new();
    private readonly List<Func<IEnumerable<string>>> pendingReports = [];
    private readonly LoopContext context;
    private SeededRandom random;
    private long arrivalsAwaited;
    private int loopThread;
    private string? escape;

    public SimulationScheduler(ulong seed, DateTimeOffset start)
    {
        Seed = seed;
        random = new SeededRandom(seed);
        Clock = new SimulatedClock(start, random.Next(), EnsureOnLoop);
        Horizon = start.AddYears(10);
        context = new LoopContext(this);
    }

    public ulong Seed { get; }

    public SimulatedClock Clock { get; }

    /// <summary>Virtual time never passes this; a main that waits for nothing would otherwise tick for ever.</summary>
    public DateTimeOffset Horizon { get; set; }

    private bool IsOnLoop => loopThread == 0 || loopThread == Environment.CurrentManagedThreadId;

    /// <summary>Runs until <paramref name="main"/> ends; its awaits come back to this thread.</summary>
    public void Run(Func<Task> main)
    {
        if (loopThread != 0) throw new InvalidOperationException("The simulation is running already.");
        var outer = SynchronizationContext.Current;
        loopThread = Environment.CurrentManagedThreadId;
        try
        {
            SynchronizationContext.SetSynchronizationContext(context);
            var finished = main();
            SynchronizationContext.SetSynchronizationContext(null);
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
    /// Starts work on a low-priority thread at once and delivers its result at the virtual time at which the modelled
    /// duration ends. If virtual time gets there first, the simulation waits for real.
    /// </summary>
    public Task<T> RunOffTurn<T>(
        Func<CancellationToken, T> work, TimeSpan modelledDuration, CancellationToken cancellationToken)
    {
        EnsureOnLoop();
        return OffTurnWork<T>.Start(Clock, work, modelledDuration, cancellationToken);
    }

    void IGrainScheduler.Schedule(IThreadPoolWorkItem work)
    {
        if (IsOnLoop) ready.Add(work);
        else RecordEscape();
    }

    void IGrainScheduler.OnArrival()
    {
        if (!IsOnLoop) RecordEscape();
    }

    internal void Post(IThreadPoolWorkItem work) => ((IGrainScheduler)this).Schedule(work);

    /// <summary>Adds a source of lines for the message of a deadlock.</summary>
    internal void AddPendingReport(Func<IEnumerable<string>> report) => pendingReports.Add(report);

    private void Step()
    {
        ThrowIfEscaped();
        if (ready.Count > 0) RunOneOfTheReady();
        else if (!FireNextTimer() && !Arrive()) throw Stuck("Nothing can run and no timer is due");
    }

    private void RunOneOfTheReady()
    {
        var chosen = ready.Count == 1 ? 0 : random.Below(ready.Count);
        var work = ready[chosen];
        ready[chosen] = ready[^1];
        ready.RemoveAt(ready.Count - 1);
        work.Execute();
    }

    private bool FireNextTimer()
    {
        if (Clock.NextDue() is not { } due || (arrivals.TryPeek(out _, out var first) && first.Due < due)) return false;
        MoveTo(due);
        var timer = Clock.TakeNext();
        // A timer that completes a task runs without the context: then code behind ConfigureAwait(false) continues
        // here instead of on the thread pool. Any other callback needs the context for its own awaits.
        SynchronizationContext.SetSynchronizationContext(timer.CompletesTask ? null : context);
        timer.Fire();
        SynchronizationContext.SetSynchronizationContext(null);
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

    private SimulationException Stuck(string reason)
    {
        string[] pending = [.. pendingReports.SelectMany(report => report()).Take(50)];
        return new SimulationException(
            $"{reason}, but the main function has not ended (seed {Seed}, virtual time {Clock.GetUtcNow():O}). "
            + (pending.Length > 0
                ? $"Pending: {string.Join("; ", pending)}."
                : "No call is pending: the main function waits for something outside of the simulation, or code left "
                + "its thread by Task.Run or ConfigureAwait(false)."));
    }

    private void EnsureOnLoop()
    {
        if (!IsOnLoop) throw new SimulationException("Only the simulation's own thread may use its clock.");
    }

    private void RecordEscape() => Interlocked.CompareExchange(
        ref escape,
        "Work came back to the simulation from another thread, which makes the run unrepeatable. "
        + $"Look for Task.Run or ConfigureAwait(false).\n{Environment.StackTrace}",
        null);

    private void ThrowIfEscaped()
    {
        if (Volatile.Read(ref escape) is { } message) throw new SimulationException(message);
    }
}
