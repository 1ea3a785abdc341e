using RetrainGrains.Storage;

namespace RetrainGrains.Cli.Replay;

/// <summary>
/// The part of a database that the replay of one model sees: what other replays left in it to be checked, trained or
/// delivered is theirs. It does not own the database.
/// </summary>
internal sealed class OneModelDatabase(IDatabase database, string modelId) : IDatabase
{
    public IModelStore Models => database.Models;
    public IObservationLog Observations => database.Observations;
    public IFileImportStore FileImports => database.FileImports;
    public IRunStore Runs { get; } = new RunsOfOne(database.Runs, modelId);
    public IScheduleStore Schedules { get; } = new ScheduleOfOne(database.Schedules, modelId);
    public IOutbox Outbox { get; } = new OutboxOfOne(database.Outbox, modelId);
    public IServingStore Serving => database.Serving;
    public IArtifactStore Artifacts => database.Artifacts;
    public IGrainStateStore GrainState => database.GrainState;
    public ITokenStore Tokens => database.Tokens;
    public IViewStore Views => database.Views;

    public Task MigrateAsync(CancellationToken cancellation = default) => database.MigrateAsync(cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class ScheduleOfOne(IScheduleStore all, string modelId) : IScheduleStore
    {
        public async Task<IReadOnlyList<ScheduleRow>> DueAsync(
            int shard, DateTimeOffset now, int limit, CancellationToken cancellation) =>
            [.. (await all.DueAsync(shard, now, limit, cancellation)).Where(row => row.ModelId == modelId)];

        public async Task<DateTimeOffset?> NextDueAsync(int shard, CancellationToken cancellation) =>
            (await DueAsync(shard, DateTimeOffset.MaxValue, int.MaxValue, cancellation)).FirstOrDefault()?.DueAt;

        public Task PostponeAsync(string model, DateTimeOffset dueAt, CancellationToken cancellation) =>
            all.PostponeAsync(model, dueAt, cancellation);
    }

    private sealed class OutboxOfOne(IOutbox all, string modelId) : IOutbox
    {
        public Task<IReadOnlyList<OutboxRow>> PendingAsync(
            string? model, DateTimeOffset now, int limit, CancellationToken cancellation) =>
            all.PendingAsync(model ?? modelId, now, limit, cancellation);

        public Task CompleteAsync(long id, CancellationToken cancellation) => all.CompleteAsync(id, cancellation);

        public Task RetryAsync(long id, DateTimeOffset notBefore, CancellationToken cancellation) =>
            all.RetryAsync(id, notBefore, cancellation);
    }

    private sealed class RunsOfOne(IRunStore all, string modelId) : IRunStore
    {
        public Task<RunRow?> FindAsync(string runId, CancellationToken cancellation) =>
            all.FindAsync(runId, cancellation);

        public async Task<IReadOnlyList<RunRow>> UnfinishedAsync(int limit, CancellationToken cancellation) =>
            [.. (await all.UnfinishedAsync(limit, cancellation)).Where(run => run.ModelId == modelId)];

        public Task<IReadOnlyList<RunRow>> ListAsync(
            string model, DateTimeOffset since, int limit, CancellationToken cancellation) =>
            all.ListAsync(model, since, limit, cancellation);

        public Task<bool> StartAsync(string runId, DateTimeOffset at, CancellationToken cancellation) =>
            all.StartAsync(runId, at, cancellation);

        public Task<IReadOnlyList<ChallengerRow>> ChallengersAsync(string runId, CancellationToken cancellation) =>
            all.ChallengersAsync(runId, cancellation);

        public Task<int> TakeChallengerAsync(
            string runId, int ordinal, DateTimeOffset at, CancellationToken cancellation) =>
            all.TakeChallengerAsync(runId, ordinal, at, cancellation);

        public Task<bool> HeartbeatAsync(
            string runId, int ordinal, int attempt, DateTimeOffset at, CancellationToken cancellation) =>
            all.HeartbeatAsync(runId, ordinal, attempt, at, cancellation);

        public Task<bool> FinishChallengerAsync(
            string runId, int ordinal, int attempt, ChallengerStatus status, string? artifactId, string report,
            double trainingSeconds, CancellationToken cancellation) =>
            all.FinishChallengerAsync(
                runId, ordinal, attempt, status, artifactId, report, trainingSeconds, cancellation);
    }
}
