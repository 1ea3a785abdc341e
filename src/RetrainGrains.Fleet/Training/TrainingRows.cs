using RetrainGrains.Domain.Candidates;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Training;

/// <summary>
/// The outcomes of the models that train here, kept so that a run reads only what is new. Holds at most
/// <paramref name="rowsMax"/> rows; beyond that the models used longest ago are let go and read again when needed.
/// </summary>
public sealed class TrainingRows(IObservationLog observations, int rowsMax = 5_000_000)
{
    private const int Page = 10_000;
    private readonly Dictionary<string, Entry> entries = [];
    private readonly SemaphoreSlim turn = new(1);
    private long uses;
    private long held;

    /// <summary>The number of rows in memory.</summary>
    internal long Held => held;

    /// <summary>The rows of a plan, in time order; the same at every reading.</summary>
    public async Task<IReadOnlyList<LabelledRow>> ReadAsync(string modelId, PlannedChallenger plan)
    {
        await turn.WaitAsync();
        try
        {
            // Facts that were repaired are read again.
            var repairs = await observations.RepairsAsync(modelId);
            if (entries.TryGetValue(modelId, out var entry) && entry.Repairs != repairs) Drop(modelId);
            if (!entries.TryGetValue(modelId, out entry)) entries[modelId] = entry = new Entry(repairs);
            entry.LastUse = ++uses;
            await CatchUpAsync(modelId, entry, plan.ThroughSequence);
            LetGo(modelId);
            return InTimeOrder(entry.Rows, plan);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>
    /// Lets go of the rows of models whose facts were repaired since they were read: nothing of what was erased stays
    /// here until the next training.
    /// </summary>
    public async Task DropStaleAsync(CancellationToken cancellation = default)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            foreach (var (modelId, entry) in entries.ToArray())
            {
                if (await observations.RepairsAsync(modelId, cancellation) != entry.Repairs) Drop(modelId);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    private static List<LabelledRow> InTimeOrder(List<LabelledRow> rows, PlannedChallenger plan)
    {
        var chosen = new List<LabelledRow>(rows.Count);
        var sorted = true;
        foreach (var row in rows)
        {
            if (row.Sequence > plan.ThroughSequence || row.At < plan.From || row.At >= plan.To) continue;
            sorted &= chosen.Count == 0 || Compare(chosen[^1], row) <= 0;
            chosen.Add(row);
        }
        // Outcomes mostly come in the order of their rows.
        if (!sorted) chosen.Sort(Compare);
        return chosen;
    }

    private static int Compare(LabelledRow a, LabelledRow b) =>
        a.At != b.At ? a.At.CompareTo(b.At) : string.CompareOrdinal(a.PredictionId, b.PredictionId);

    private async Task CatchUpAsync(string modelId, Entry entry, long through)
    {
        while (entry.Rows.Count == 0 || entry.Rows[^1].Sequence < through)
        {
            var rows =
                await observations.LabelledAfterAsync(
                    modelId, entry.Rows.Count == 0 ? 0 : entry.Rows[^1].Sequence, Page);
            if (rows.Count == 0) return;
            entry.Rows.AddRange(rows);
            held += rows.Count;
        }
    }

    private void LetGo(string keep)
    {
        while (held > rowsMax && entries.Count > 1)
        {
            Drop(entries.Where(pair => pair.Key != keep).MinBy(pair => pair.Value.LastUse).Key);
        }
    }

    private void Drop(string modelId)
    {
        if (entries.Remove(modelId, out var entry)) held -= entry.Rows.Count;
    }

    private sealed class Entry(long repairs)
    {
        public List<LabelledRow> Rows { get; } = [];
        public long LastUse { get; set; }

        /// <summary>The repairs of the log when the rows were read.</summary>
        public long Repairs { get; } = repairs;
    }
}
