using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Availability;

/// <summary>The oldest rows of one model among those that wait.</summary>
internal sealed record KeptRows(string ModelId, IReadOnlyList<PredictionRow> Rows);

/// <summary>
/// The rows that wait to be logged, bounded in number and in bytes: in order within a model, the models in turns. Its
/// owner locks; only the number of rows may be read without.
/// </summary>
internal sealed class WaitingRows(int rowsMax, long bytesMax)
{
    // The objects themselves and their places in a queue, about: what a row takes without features and id.
    private const int RowBytes = 160;

    private readonly Dictionary<string, Lane> lanes = [];
    private readonly Queue<string> turns = [];
    private long bytes;
    private int rows;

    public int Rows => Volatile.Read(ref rows);

    /// <summary>Ends when no row of this model waits.</summary>
    public Task WhenGone(string modelId) =>
        lanes.TryGetValue(modelId, out var lane) ? lane.Gone.Task : Task.CompletedTask;

    /// <summary>Adds all of the rows, or returns false and adds none of them.</summary>
    public bool TryAdd(string modelId, IReadOnlyList<PredictionRow> added)
    {
        var size = added.Sum(BytesOf);
        if (rows + added.Count > rowsMax || bytes + size > bytesMax) return false;
        if (!lanes.TryGetValue(modelId, out var lane))
        {
            lanes.Add(modelId, lane = new Lane());
            turns.Enqueue(modelId);
        }
        foreach (var row in added) lane.Rows.Enqueue(row);
        bytes += size;
        Volatile.Write(ref rows, rows + added.Count);
        return true;
    }

    /// <summary>The rows that are next, which stay until they are removed; null when nothing waits.</summary>
    public KeptRows? Peek(int most) =>
        turns.TryPeek(out var modelId) ? new KeptRows(modelId, [.. lanes[modelId].Rows.Take(most)]) : null;

    /// <summary>Removes the rows that were peeked last; the next model's rows come first now.</summary>
    public void Remove(KeptRows peeked)
    {
        var lane = lanes[peeked.ModelId];
        for (var i = 0; i < peeked.Rows.Count; i++) bytes -= BytesOf(lane.Rows.Dequeue());
        Volatile.Write(ref rows, rows - peeked.Rows.Count);
        turns.Dequeue();
        if (lane.Rows.Count > 0)
        {
            turns.Enqueue(peeked.ModelId);
            return;
        }
        lanes.Remove(peeked.ModelId);
        lane.Gone.SetResult();
    }

    private static long BytesOf(PredictionRow row) =>
        RowBytes + (sizeof(float) * (long)row.Features.Length) + (sizeof(char) * (long)row.PredictionId.Length);

    private sealed class Lane
    {
        public Queue<PredictionRow> Rows { get; } = [];

        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
