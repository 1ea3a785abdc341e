using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Predictions;

/// <summary>
/// Commits predictions in groups. A request that finds its model's log idle appends at once, on its caller's thread;
/// those that come meanwhile wait for that commit and go together in the next one. So nobody waits for a timer, and
/// without concurrency nothing leaves the caller's thread. While the database is away, rows go to the buffer.
/// </summary>
public sealed class PredictionBatcher(
    IObservationLog log, PredictionBuffer buffer, DatabaseCircuit circuit, TimeProvider clock, GatewayOptions options)
{
    /// <summary>The most rows that are merged; a longer request goes alone.</summary>
    public const int GroupRowsMax = 512;

    /// <summary>The most rows that wait for a commit that is under way; beyond, a request is refused.</summary>
    public const int WaitingRowsMax = 20_000;

    private readonly Lock gate = new();

    // Only models with a commit in flight are in here.
    private readonly Dictionary<string, Queue<Waiting>> lanes = [];
    private int waitingRows;

    /// <summary>
    /// Logs rows and answers after the commit with one status a row, or keeps the rows because the database is away;
    /// refuses them when too much waits already.
    /// </summary>
    public async Task<Answer<Appended>> AppendAsync(
        string modelId, IReadOnlyList<PredictionRow> rows, CancellationToken cancellation = default)
    {
        if (Bypasses(modelId)) return buffer.Keep(modelId, rows);
        Waiting waiting;
        lock (gate)
        {
            if (lanes.TryGetValue(modelId, out var lane))
            {
                if (waitingRows + rows.Count > WaitingRowsMax) return Busy(rows.Count);
                waiting = new Waiting(rows);
                lane.Enqueue(waiting);
                waitingRows += rows.Count;
            }
            else
            {
                lanes.Add(modelId, new Queue<Waiting>());
                waiting = Waiting.None;
            }
        }
        return waiting == Waiting.None
            ? await LeadAsync(modelId, rows, cancellation)
            : await waiting.Answer.Task.WaitAsync(cancellation);
    }

    // Rows that were answered earlier are logged earlier: a model's rows follow those of it that are kept.
    private bool Bypasses(string modelId) => circuit.IsAway || buffer.Holds(modelId);

    private async Task<Answer<Appended>> LeadAsync(
        string modelId, IReadOnlyList<PredictionRow> rows, CancellationToken cancellation)
    {
        try
        {
            return Appended.Of(await LogAsync(modelId, rows, cancellation));
        }
        catch (DatabaseAwayException error)
        {
            circuit.Report(error);
            return buffer.Keep(modelId, rows);
        }
        finally
        {
            // The leader's own answer must not wait for those who came after it.
            if (NextGroup(modelId) is { } group) _ = Task.Run(() => DrainAsync(modelId, group), CancellationToken.None);
        }
    }

    private async Task DrainAsync(string modelId, List<Waiting>? group)
    {
        for (; group is not null; group = NextGroup(modelId)) await AppendGroupAsync(modelId, group);
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
            foreach (var waiting in group) waiting.Answer.TrySetException(error);
        }
    }

    private async Task LogGroupAsync(string modelId, List<Waiting> group)
    {
        IReadOnlyList<PredictionRow> rows = group is [var only] ? only.Rows : [.. group.SelectMany(w => w.Rows)];
        var statuses = await LogAsync(modelId, rows, CancellationToken.None);
        var from = 0;
        foreach (var waiting in group)
        {
            waiting.Answer.SetResult(Appended.Of([.. statuses.Skip(from).Take(waiting.Rows.Count)]));
            from += waiting.Rows.Count;
        }
    }

    // A commit that hangs may still end well: what is kept and logged again is found there then.
    private async Task<IReadOnlyList<RecordStatus>> LogAsync(
        string modelId, IReadOnlyList<PredictionRow> rows, CancellationToken cancellation)
    {
        try
        {
            return await log.AppendPredictionsAsync(modelId, rows, cancellation)
                .WaitAsync(options.CommitPatience, clock, cancellation);
        }
        catch (TimeoutException hanging)
        {
            throw new DatabaseAwayException(hanging);
        }
    }

    private void KeepGroup(string modelId, List<Waiting> group)
    {
        foreach (var waiting in group) waiting.Answer.SetResult(buffer.Keep(modelId, waiting.Rows));
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

    private sealed class Waiting(IReadOnlyList<PredictionRow> rows)
    {
        public static readonly Waiting None = new([]);

        public IReadOnlyList<PredictionRow> Rows { get; } = rows;

        public TaskCompletionSource<Answer<Appended>> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
