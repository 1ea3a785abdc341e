namespace RetrainGrains.Storage;

/// <summary>Where a run stands. Numbers are stored: they only ever grow.</summary>
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
    public double TrainingSeconds { get; init; }
}

/// <summary>How a run ended, stored in the same transaction as the decision about its challengers.</summary>
public sealed record RunOutcome(string RunId, RunStatus Status, DateTimeOffset FinishedAt, string Result);

/// <summary>Where one challenger of a run stands. Numbers are stored: they only ever grow.</summary>
public enum ChallengerStatus
{
    Waiting = 0,
    Training = 1,
    Trained = 2,
    Failed = 3,
}

/// <summary>One challenger of a run; <paramref name="Attempt"/> fences workers that come back late.</summary>
public sealed record ChallengerRow(
    string RunId, int Ordinal, ChallengerStatus Status, int Attempt, DateTimeOffset? HeartbeatAt,
    string? ArtifactId, string? Report, double TrainingSeconds);

/// <summary>Runs and their challengers.</summary>
public interface IRunStore
{
    Task<RunRow?> FindAsync(string runId, CancellationToken cancellation = default);

    /// <summary>Queued and running runs, by priority (highest first), then by age.</summary>
    Task<IReadOnlyList<RunRow>> UnfinishedAsync(int limit, CancellationToken cancellation = default);

    /// <summary>A model's runs, newest first.</summary>
    Task<IReadOnlyList<RunRow>> ListAsync(
        string modelId, DateTimeOffset since, int limit, CancellationToken cancellation = default);

    /// <summary>Queued → Running; false when the run is not queued any more.</summary>
    Task<bool> StartAsync(string runId, DateTimeOffset at, CancellationToken cancellation = default);

    Task<IReadOnlyList<ChallengerRow>> ChallengersAsync(string runId, CancellationToken cancellation = default);

    /// <summary>Takes a challenger for a new attempt: creates its row or raises the attempt. Returns the attempt.</summary>
    Task<int> TakeChallengerAsync(
        string runId, int ordinal, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>Records a sign of life; false when a later attempt has taken over.</summary>
    Task<bool> HeartbeatAsync(
        string runId, int ordinal, int attempt, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>Stores a challenger's end; false when a later attempt has taken over or it has ended already.</summary>
    Task<bool> FinishChallengerAsync(
        string runId, int ordinal, int attempt, ChallengerStatus status, string? artifactId, string report,
        double trainingSeconds, CancellationToken cancellation = default);
}
