namespace RetrainGrains.Storage;

/// <summary>The status of a run. Numbers are stored: they only ever grow.</summary>
public enum RunStatus
{
    Queued = 0,
    Running = 1,
    Finished = 2,
    Failed = 3,
    Cancelled = 4,
}

/// <summary>A retraining run: <paramref name="Plan"/> is the challenger plan as JSON.</summary>
public sealed record RunRow(
    string RunId, string ModelId, RunStatus Status, int Priority, string Trigger, DateTimeOffset QueuedAt, string Plan)
{
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public string? Result { get; init; }

    /// <summary>The sum over the run's challengers, known once the run has ended.</summary>
    public double TrainingSeconds { get; init; }
}

/// <summary>The end of a run, stored in the same transaction as the decision about its challengers.</summary>
public sealed record RunOutcome(string RunId, RunStatus Status, DateTimeOffset FinishedAt, string Result);
