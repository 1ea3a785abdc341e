namespace RetrainGrains.Storage;

/// <summary>The store of runs and their challengers.</summary>
public interface IRunStore
{
    Task<RunRow?> FindAsync(string runId, CancellationToken cancellation = default);

    /// <summary>Lists the queued and running runs, by priority (highest first), then by age.</summary>
    Task<IReadOnlyList<RunRow>> UnfinishedAsync(int limit, CancellationToken cancellation = default);

    /// <summary>A model's runs, newest first.</summary>
    Task<IReadOnlyList<RunRow>> ListAsync(
        string modelId, DateTimeOffset since, int limit, CancellationToken cancellation = default);

    /// <summary>Moves a run from queued to running; false when the run is not queued any more.</summary>
    Task<bool> StartAsync(string runId, DateTimeOffset at, CancellationToken cancellation = default);

    Task<IReadOnlyList<ChallengerRow>> ChallengersAsync(string runId, CancellationToken cancellation = default);

    /// <summary>
    /// Takes a challenger for a new attempt: creates its row or raises the attempt. Returns the attempt, or 0 when the
    /// challenger is trained already and there is nothing left to do.
    /// </summary>
    Task<int> TakeChallengerAsync(
        string runId, int ordinal, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>Records a sign of life; false when a later attempt has taken over or the run has ended.</summary>
    Task<bool> HeartbeatAsync(
        string runId, int ordinal, int attempt, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>Stores a challenger's end; false when a later attempt has taken over or it has ended already.</summary>
    Task<bool> FinishChallengerAsync(
        string runId, int ordinal, int attempt, ChallengerStatus status, string? artifactId, string report,
        double trainingSeconds, CancellationToken cancellation = default);
}
