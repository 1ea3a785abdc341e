using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Predictions;

/// <summary>
/// Commits predictions in groups. A model's first request puts the commit behind the work that waits for a thread
/// already, and whatever has come for the model by then goes along; those that come later go together in the next one.
/// So nobody waits for a timer, and the busier a server is, the larger are its groups. While the database is away, rows
/// go to the buffer. Whoever simulates says how a commit begins and requests go on; else both do on the thread pool.
/// </summary>
public sealed class PredictionBatcher(
    PredictionLog log, PredictionBuffer buffer, DatabaseCircuit circuit, TimeProvider clock, GatewayOptions options,
    Action<Action>? begin = null)
{
    /// <summary>The most rows that are merged; a longer request goes alone.</summary>
    public const int GroupRowsMax = 512;

    /// <summary>The most rows that wait for a commit that is under way; beyond, a request is refused.</summary>
    public const int WaitingRowsMax = 20_000;

    // Requests that go on in one work item: few enough that others share a group. An item for each is work of its own.
    private const int ReleasedAtOnce = 16;

    private static readonly Answer<Appended> OneStored = Appended.Of([RecordStatus.Stored]);

    private readonly Lock gate = new();

    // Only models with a commit in flight or about to begin are in here.
    private readonly Dictionary<string, Queue<Waiting>> lanes = [];
    private int waitingRows;

    /// <summary>
    /// Logs rows and answers after the commit with one status a row, or keeps the rows because the database is away;
    /// refuses them when too much waits already. A caller who goes away meanwhile changes nothing. Rows that need not
    /// be <paramref name="durable"/> are kept and logged after the answer.
    /// </summary>
    public Task<Answer<Appended>> AppendAsync(
        string modelId, IReadOnlyList<PredictionRow> rows, bool durable = true)
    {
        if (!durable || Bypasses(modelId)) return Task.FromResult(buffer.Keep(modelId, rows));
        var waiting = new Waiting(rows);
        var begins = false;
        lock (gate)
        {
            if (waitingRows > 0 && waitingRows + rows.Count > WaitingRowsMax)
            {
                return Task.FromResult<Answer<Appended>>(Busy(rows.Count));
            }
            waitingRows += rows.Count;
            if (!lanes.TryGetValue(modelId, out var lane))
            {
                lanes.Add(modelId, lane = new Queue<Waiting>());
                begins = true;
            }
            lane.Enqueue(waiting);
        }
        if (begins) (begin ?? OnThreadPool)(() => _ = DrainAsync(modelId));
        return waiting.Task;
    }

    // Behind what waits for a thread already: that may be questions to the same model.
    private static void OnThreadPool(Action work) =>
        ThreadPool.UnsafeQueueUserWorkItem(static run => run(), work, preferLocal: false);

    // Rows that were answered earlier are logged earlier: a model's rows follow those of it that are kept.
    private bool Bypasses(string modelId) => circuit.IsAway || buffer.Holds(modelId);

    private async Task DrainAsync(string modelId)
    {
        while (NextGroup(modelId) is { } group) await AppendGroupAsync(modelId, group);
    }

    private async Task AppendGroupAsync(string modelId, List<Waiting> group)
    {
        try
        {
            if (!Bypasses(modelId)) await LogGroupAsync(modelId, group);
            else KeepGroup(modelId, group);
        }
        catch (DatabaseAwayException error)
        {
            circuit.Report(error);
            KeepGroup(modelId, group);
        }
        catch (Exception error)
        {
            Release(group, error);
        }
    }

    private async Task LogGroupAsync(string modelId, List<Waiting> group)
    {
        IReadOnlyList<PredictionRow> rows = group is [var only] ? only.Rows : [.. group.SelectMany(w => w.Rows)];
        var statuses = await LogAsync(modelId, rows);
        var from = 0;
        foreach (var waiting in group)
        {
            waiting.Answer = Part(statuses, from, waiting.Rows.Count);
            from += waiting.Rows.Count;
        }
        Release(group);
    }

    private static Answer<Appended> Part(IReadOnlyList<RecordStatus> statuses, int from, int count)
    {
        if (count == 1 && statuses[from] == RecordStatus.Stored) return OneStored;
        if (count == statuses.Count) return Appended.Of(statuses);
        var part = new RecordStatus[count];
        for (var i = 0; i < count; i++) part[i] = statuses[from + i];
        return Appended.Of(part);
    }

    private void Release(List<Waiting> group, Exception? error = null)
    {
        for (var from = 0; from < group.Count; from += ReleasedAtOnce)
        {
            (begin ?? OnThreadPool)(new Released(group, from, error).Run);
        }
    }

    // A commit that hangs may still end well: what is kept and logged again is found there then.
    private async Task<IReadOnlyList<RecordStatus>> LogAsync(string modelId, IReadOnlyList<PredictionRow> rows)
    {
        try
        {
            return await log.AppendAsync(modelId, rows).WaitAsync(options.CommitPatience, clock);
        }
        catch (TimeoutException hanging)
        {
            throw new DatabaseAwayException(hanging);
        }
    }

    private void KeepGroup(string modelId, List<Waiting> group)
    {
        foreach (var waiting in group) waiting.Answer = buffer.Keep(modelId, waiting.Rows);
        Release(group);
    }

    // The lane closes, under the same lock that opens it, when nobody waits any more.
    private List<Waiting>? NextGroup(string modelId)
    {
        lock (gate)
        {
            var lane = lanes[modelId];
            if (lane.Count == 0)
            {
                lanes.Remove(modelId);
                return null;
            }
            var group = new List<Waiting>();
            var rows = 0;
            while (lane.TryPeek(out var next) && (rows == 0 || rows + next.Rows.Count <= GroupRowsMax))
            {
                group.Add(lane.Dequeue());
                rows += next.Rows.Count;
            }
            waitingRows -= rows;
            return group;
        }
    }

    private static Refusal Busy(int rows) => Refusal.Of(
        RefusalKind.Busy, "rows", rows, $"must wait: at most {WaitingRowsMax} wait to be logged; try again");

    // A request goes on where its task ends: in the work item that releases it.
    private sealed class Waiting(IReadOnlyList<PredictionRow> rows) : TaskCompletionSource<Answer<Appended>>
    {
        public IReadOnlyList<PredictionRow> Rows { get; } = rows;

        public Answer<Appended>? Answer { get; set; }
    }

    private sealed record Released(List<Waiting> Group, int From, Exception? Error)
    {
        public void Run()
        {
            var end = Math.Min(Group.Count, From + ReleasedAtOnce);
            for (var i = From; i < end; i++)
            {
                if (Error is null) Group[i].SetResult(Group[i].Answer!);
                else Group[i].SetException(Error);
            }
        }
    }
}
