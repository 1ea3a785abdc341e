namespace Orleans.Runtime;

/// <summary>Decides which turn of an activation may start next. Its activation's lock guards it.</summary>
internal sealed class Mailbox(bool isReentrant, int limit, MeasuringClock clock)
{
    private readonly Queue<Turn> exclusive = new();
    private readonly Queue<Turn> interleaving = new();
    private readonly List<RunningTurn> running = [];
    private int exclusiveRunning;
    private int writersRunning;
    private long arrivals;

    public int Waiting => exclusive.Count + interleaving.Count;

    public int Running => running.Count;

    public IReadOnlyList<RunningTurn> RunningTurns => running;

    public IEnumerable<Turn> WaitingTurns => exclusive.Concat(interleaving);

    public bool HasStartable => interleaving.Count > 0 || ExclusiveMayStart;

    // Readers run beside readers. A writer waits for all of them, and readers behind it wait too:
    // letting them pass would starve the writer.
    private bool ExclusiveMayStart =>
        exclusive.TryPeek(out var head) && (exclusiveRunning == 0 || (head.IsReadOnly && writersRunning == 0));

    public bool TryAdd(Turn turn)
    {
        if (Waiting >= limit) return false;
        turn.Order = arrivals++;
        QueueOf(turn).Enqueue(turn);
        return true;
    }

    public bool TryStart(out Turn turn)
    {
        while (Next() is { } queue)
        {
            turn = queue.Dequeue();
            if (turn.IsAbandoned) continue;
            Start(turn);
            return true;
        }

        turn = null!;
        return false;
    }

    /// <summary>Says when the turn had begun.</summary>
    public long Finish(Turn turn)
    {
        var since = running[turn.Slot].Since;
        var last = running[^1];
        running[turn.Slot] = last;
        last.Turn.Slot = turn.Slot;
        running.RemoveAt(running.Count - 1);
        turn.Slot = -1;
        if (Interleaves(turn)) return since;
        exclusiveRunning--;
        if (!turn.IsReadOnly) writersRunning--;
        return since;
    }

    public Turn[] TakeWaiting()
    {
        Turn[] waiting = [.. WaitingTurns.OrderBy(turn => turn.Order)];
        exclusive.Clear();
        interleaving.Clear();
        return waiting;
    }

    private bool Interleaves(Turn turn) => isReentrant || turn.Interleaves;

    private Queue<Turn> QueueOf(Turn turn) => Interleaves(turn) ? interleaving : exclusive;

    private Queue<Turn>? Next()
    {
        if (!ExclusiveMayStart) return interleaving.Count > 0 ? interleaving : null;
        if (interleaving.Count == 0) return exclusive;
        return interleaving.Peek().Order < exclusive.Peek().Order ? interleaving : exclusive;
    }

    private void Start(Turn turn)
    {
        turn.Slot = running.Count;
        running.Add(new(turn, clock.GetTimestamp()));
        if (Interleaves(turn)) return;
        exclusiveRunning++;
        if (!turn.IsReadOnly) writersRunning++;
    }
}

/// <summary>What runs, and since when by the measuring clock: kept here because a call must not grow by it.</summary>
internal readonly record struct RunningTurn(Turn Turn, long Since);
