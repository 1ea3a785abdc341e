namespace RetrainGrains.Silo.Hosting.Metrics;

/// <summary>A run store that counts trainings as they end.</summary>
internal sealed class MeteredRuns(IRunStore inner) : IRunStore
{
    public async Task<bool> FinishChallengerAsync(
        string runId, int ordinal, int attempt, ChallengerStatus status, string? artifactId, string report,
        double trainingSeconds, CancellationToken cancellation = default)
    {
        var finished = await inner.FinishChallengerAsync(
            runId, ordinal, attempt, status, artifactId, report, trainingSeconds, cancellation);
        // A worker that was overtaken has ended nothing.
        if (!finished) return false;
        var label = status == ChallengerStatus.Trained ? "trained" : "failed";
        FleetMeter.Challengers.Add(1, new KeyValuePair<string, object?>("status", label));
        FleetMeter.TrainingDuration.Record(trainingSeconds);
        return true;
    }

    public Task<RunRow?> FindAsync(string runId, CancellationToken cancellation = default) =>
        inner.FindAsync(runId, cancellation);

    public Task<IReadOnlyList<RunRow>> UnfinishedAsync(int limit, CancellationToken cancellation = default) =>
        inner.UnfinishedAsync(limit, cancellation);

    public Task<IReadOnlyList<RunRow>> ListAsync(
        string modelId, DateTimeOffset since, int limit, CancellationToken cancellation = default) =>
        inner.ListAsync(modelId, since, limit, cancellation);

    public Task<bool> StartAsync(string runId, DateTimeOffset at, CancellationToken cancellation = default) =>
        inner.StartAsync(runId, at, cancellation);

    public Task<IReadOnlyList<ChallengerRow>> ChallengersAsync(
        string runId, CancellationToken cancellation = default) => inner.ChallengersAsync(runId, cancellation);

    public Task<int> TakeChallengerAsync(
        string runId, int ordinal, DateTimeOffset at, CancellationToken cancellation = default) =>
        inner.TakeChallengerAsync(runId, ordinal, at, cancellation);

    public Task<bool> HeartbeatAsync(
        string runId, int ordinal, int attempt, DateTimeOffset at, CancellationToken cancellation = default) =>
        inner.HeartbeatAsync(runId, ordinal, attempt, at, cancellation);
}
