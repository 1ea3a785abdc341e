using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>One living grain: its mailbox and the slices of single-threaded execution that empty it.</summary>
internal sealed partial class Activation : IGrainContext, IThreadPoolWorkItem
{
    // After so many steps the activation lets others have the thread.
    private const int StepsPerSlice = 64;

    private readonly Lock gate = new();
    private readonly Queue<Task> continuations = new();
    private readonly Mailbox mailbox;
    private readonly ActivationScheduler scheduler;
    private ActivationStage stage;
    private bool isScheduled;
    private bool preferTurn;
    private TaskCompletionSource? becameIdle;

    public Activation(GrainRuntime runtime, GrainClass grainClass, GrainId id, long number)
    {
        Runtime = runtime;
        Class = grainClass;
        GrainId = id;
        Number = number;
        mailbox = new Mailbox(grainClass.IsReentrant, runtime.MailboxLimit, runtime.Measuring);
        scheduler = new ActivationScheduler(this);
    }

    public GrainRuntime Runtime { get; }

    public GrainClass Class { get; }

    public GrainId GrainId { get; }

    /// <summary>Counts activations in order of creation; gives them an order that no hash can change.</summary>
    public long Number { get; }

    private bool HasWork => stage switch
    {
        ActivationStage.Created => true,
        ActivationStage.Active => continuations.Count > 0 || mailbox.HasStartable,
        ActivationStage.DeactivationRequested => continuations.Count > 0 || mailbox.Running == 0,
        _ => continuations.Count > 0,
    };

    private bool IsIdle => mailbox.Running == 0 && mailbox.Waiting == 0 && stage != ActivationStage.Activating;

    /// <summary>Takes a turn in, unless the activation is gone and the caller must look up its successor.</summary>
    public bool TryReceive(Turn turn)
    {
        Runtime.Scheduler.OnArrival();
        lock (gate)
        {
            if (stage == ActivationStage.Gone) return false;
            if (mailbox.TryAdd(turn))
            {
                Class.Activations.MailboxHolds(mailbox.Waiting);
                ScheduleIfReady();
                return true;
            }
        }

        turn.Refuse(new LimitExceededException(
            $"The mailbox of {GrainId} is full: {Runtime.MailboxLimit} calls wait, so "
            + $"{NameOf(turn)} was refused."));
        return true;
    }

    public void Continue(Task continuation)
    {
        Runtime.Scheduler.OnArrival();
        lock (gate)
        {
            continuations.Enqueue(continuation);
            ScheduleIfReady();
        }
    }

    /// <summary>Every turn ends here, on this activation's scheduler.</summary>
    public Measurement Finish(Turn turn)
    {
        long since;
        lock (gate)
        {
            since = mailbox.Finish(turn);
            if (turn.KeepsAlive) lastUse = Runtime.Clock.GetTimestamp();
            if (IsIdle) becameIdle?.TrySetResult();
        }

        return Runtime.Measuring.Measure(since);
    }

    /// <summary>Completes when no request runs or waits; null when that is so already.</summary>
    public Task? WhenIdle()
    {
        lock (gate)
        {
            if (IsIdle) return null;
            if (becameIdle is null or { Task.IsCompleted: true }) becameIdle = new TaskCompletionSource();
            return becameIdle.Task;
        }
    }

    public IReadOnlyList<string> DescribePending()
    {
        lock (gate)
        {
            return
            [
                .. mailbox.RunningTurns.Select(running => $"{GrainId} runs {NameOf(running.Turn)}"),
                .. mailbox.WaitingTurns.Select(turn => $"{GrainId} has {NameOf(turn)} waiting"),
            ];
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        RuntimeContext.Current = this;
        try
        {
            // A task, because only inside one is this activation's scheduler the current one.
            new Task(static state => ((Activation)state!).RunSlice(), this).RunSynchronously(scheduler);
        }
        finally
        {
            RuntimeContext.Current = null;
        }
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    public override string ToString() => $"{GrainId} ({stage})";

    private void RunSlice()
    {
        for (var step = 0; step < StepsPerSlice; step++)
            if (!RunStep()) return;
        lock (gate)
        {
            isScheduled = false;
            ScheduleIfReady();
        }
    }

    private bool RunStep()
    {
        Task? continuation = null;
        Turn? turn = null;
        bool isFirst;
        lock (gate)
        {
            isFirst = stage == ActivationStage.Created;
            if (isFirst) stage = ActivationStage.Activating;
            else if (!TakeNext(out continuation, out turn))
            {
                if (IsIdle) becameIdle?.TrySetResult();
                if (stage != ActivationStage.DeactivationRequested || mailbox.Running > 0) return isScheduled = false;
                stage = ActivationStage.Deactivating;
            }
        }

        if (isFirst) _ = ActivateAsync();
        else if (continuation is not null) scheduler.Run(continuation);
        else if (turn is not null) _ = turn.RunAsync(this);
        else _ = DeactivateAsync();
        return true;
    }

    // Turns and continuations alternate when both are ready, so that neither starves the other.
    private bool TakeNext(out Task? continuation, out Turn? turn)
    {
        continuation = null;
        preferTurn = !preferTurn;
        if (preferTurn && TakeTurn(out turn)) return true;
        turn = null;
        return continuations.TryDequeue(out continuation) || TakeTurn(out turn);
    }

    private bool TakeTurn(out Turn? turn)
    {
        turn = null;
        if (stage == ActivationStage.Active && mailbox.TryStart(out var started)) turn = started;
        return turn is not null;
    }

    private void ScheduleIfReady()
    {
        if (isScheduled || !HasWork) return;
        isScheduled = true;
        Runtime.Scheduler.Schedule(this);
    }
}
