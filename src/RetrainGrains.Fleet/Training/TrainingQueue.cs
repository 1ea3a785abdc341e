using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Training;

/// <summary>A training that was dispatched: its order, and the silo that it was given to.</summary>
internal sealed record Place(string Silo, TrainingOrder? Order)
{
    /// <summary>
    /// The silo of a challenger that has been trained since before the queue was activated, by a worker whose silo it
    /// does not know.
    /// </summary>
    public const string Elsewhere = "";
}

/// <summary>A run in the queue: which of its challengers wait, train, or have ended.</summary>
internal sealed class QueuedRun(RunRow run, int challengers)
{
    public string RunId { get; } = run.RunId;
    public string ModelId { get; } = run.ModelId;
    public int Priority { get; } = run.Priority;

    /// <summary>Returns true for a run that waits for no other: it is first, and beside any number of them.</summary>
    public bool IsEmergency { get; } = run.Priority >= (int)Severity.Emergency;
    public DateTimeOffset QueuedAt { get; } = run.QueuedAt;
    public SortedSet<int> Waiting { get; } = [.. Enumerable.Range(0, challengers)];
    public Dictionary<int, Place> Training { get; } = [];
    public bool Started { get; set; }
    public bool Ending { get; set; }
    public bool HasEnded => Waiting.Count == 0 && Training.Count == 0;

    public bool Follows(TrainingOrder order) => Training.GetValueOrDefault(order.Ordinal)?.Order == order;

    /// <summary>
    /// Restores the trainings of a run: without those that have ended, and leaving to its worker each whose heartbeat
    /// is recent.
    /// </summary>
    public void GoOn(IEnumerable<ChallengerRow> rows, DateTimeOffset silentSince, int attemptsMax)
    {
        foreach (var row in rows)
        {
            var isAlive = row.Status == ChallengerStatus.Training && row.HeartbeatAt > silentSince;
            if (isAlive)
            {
                var order = new TrainingOrder(RunId, row.Ordinal, row.Attempt);
                Training[row.Ordinal] = new Place(Place.Elsewhere, order);
            }
            if (isAlive || row.Status == ChallengerStatus.Trained || row.Attempt >= attemptsMax)
            {
                Waiting.Remove(row.Ordinal);
            }
        }
        Started = Training.Count > 0;
    }
}

/// <summary>
/// The order in which challengers train: by priority, then by age of the run; no more runs at once than allowed, but
/// for emergencies, which come first, and no more challengers at once than slots.
/// </summary>
internal sealed class TrainingQueue(int runsMax)
{
    private readonly Dictionary<string, QueuedRun> runs = [];

    public TrainingSlots Slots { get; } = new();
    public IEnumerable<QueuedRun> Runs => runs.Values;

    public bool Add(QueuedRun run) => runs.TryAdd(run.RunId, run);

    public QueuedRun? Find(string runId) => runs.GetValueOrDefault(runId);

    public void Remove(string runId) => runs.Remove(runId);

    /// <summary>Takes the next challenger that may train now, or null.</summary>
    public (QueuedRun Run, int Ordinal, string Silo)? Take()
    {
        // Before anything else: most calls end here.
        if (Slots.MostFree(TrainingOn) is not { } silo) return null;
        var started = runs.Values.Count(run => run.Started && !run.HasEnded);
        var next = runs.Values
            .Where(run => run.Waiting.Count > 0 && (run.Started || run.IsEmergency || started < runsMax))
            .OrderByDescending(run => run.IsEmergency).ThenByDescending(run => run.Started)
            .ThenByDescending(run => run.Priority).ThenBy(run => run.QueuedAt)
            .ThenBy(run => run.RunId, StringComparer.Ordinal)
            .FirstOrDefault();
        if (next is null) return null;
        var ordinal = next.Waiting.Min;
        next.Waiting.Remove(ordinal);
        next.Training[ordinal] = new Place(silo, null);
        next.Started = true;
        return (next, ordinal, silo);
    }

    private int TrainingOn(string silo) =>
        runs.Values.Sum(run => run.Training.Values.Count(place => place.Silo == silo));
}
