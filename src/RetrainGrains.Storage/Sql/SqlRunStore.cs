using System.Data.Common;

namespace RetrainGrains.Storage.Sql;

/// <summary>The store of runs and challengers in SQL.</summary>
internal sealed class SqlRunStore(SqlSessions sessions) : IRunStore
{
    private static readonly SqlText Columns = new(
        "run_id, model_id, status, priority, cause, queued_at, plan, "
        + "started_at, finished_at, result, training_seconds");

    public Task<RunRow?> FindAsync(string runId, CancellationToken cancellation) => sessions.ReadAsync(
        session => session.FindAsync($"SELECT {Columns} FROM runs WHERE run_id = {runId}", ToRun, cancellation),
        cancellation);

    public async Task<IReadOnlyList<RunRow>> UnfinishedAsync(int limit, CancellationToken cancellation)
    {
        Bounds.Limit(limit);
        return await sessions.ReadAsync(
            session => session.QueryAsync(
                $"""
                SELECT {Columns} FROM runs WHERE status < 2
                ORDER BY priority DESC, queued_at, run_id LIMIT {limit}
                """, ToRun, cancellation),
            cancellation);
    }

    public async Task<IReadOnlyList<RunRow>> ListAsync(
        string modelId, DateTimeOffset since, int limit, CancellationToken cancellation)
    {
        Bounds.Limit(limit);
        return await sessions.ReadAsync(
            session => session.QueryAsync(
                $"""
                SELECT {Columns} FROM runs WHERE model_id = {modelId} AND queued_at >= {since}
                ORDER BY queued_at DESC, run_id DESC LIMIT {limit}
                """, ToRun, cancellation),
            cancellation);
    }

    public Task<bool> StartAsync(string runId, DateTimeOffset at, CancellationToken cancellation) =>
        sessions.WriteAsync(
            async session => 1 == await session.ExecuteAsync(
                $"UPDATE runs SET status = 1, started_at = {at} WHERE run_id = {runId} AND status = 0", cancellation),
            cancellation);

    public async Task<IReadOnlyList<ChallengerRow>> ChallengersAsync(string runId, CancellationToken cancellation) =>
        await sessions.ReadAsync(
            session => session.QueryAsync(
                $"""
                SELECT run_id, ordinal, status, attempt, heartbeat_at, artifact_id, report, training_seconds
                FROM challengers WHERE run_id = {runId} ORDER BY ordinal
                """, ToChallenger, cancellation),
            cancellation);

    public Task<int> TakeChallengerAsync(
        string runId, int ordinal, DateTimeOffset at, CancellationToken cancellation) => sessions.WriteAsync(
            session => session.FindAsync(
                $"""
                INSERT INTO challengers (run_id, ordinal, status, attempt, heartbeat_at)
                VALUES ({runId}, {ordinal}, {(int)ChallengerStatus.Training}, 1, {at})
                ON CONFLICT (run_id, ordinal) DO UPDATE SET
                  status = excluded.status, attempt = challengers.attempt + 1, heartbeat_at = excluded.heartbeat_at
                WHERE challengers.status <> {(int)ChallengerStatus.Trained}
                RETURNING attempt
                """, row => row.GetInt32(0), cancellation),
            cancellation);

    public Task<bool> HeartbeatAsync(
        string runId, int ordinal, int attempt, DateTimeOffset at, CancellationToken cancellation) =>
        sessions.WriteAsync(
            async session => 1 == await session.ExecuteAsync(
                $"""
                UPDATE challengers SET heartbeat_at = {at}
                WHERE run_id = {runId} AND ordinal = {ordinal} AND attempt = {attempt}
                  AND status = {(int)ChallengerStatus.Training}
                  AND EXISTS (SELECT 1 FROM runs WHERE runs.run_id = challengers.run_id AND runs.status < 2)
                """, cancellation),
            cancellation);

    public async Task<bool> FinishChallengerAsync(
        string runId, int ordinal, int attempt, ChallengerStatus status, string? artifactId, string report,
        double trainingSeconds, CancellationToken cancellation)
    {
        Bounds.Body(report, nameof(report));
        if (status is not (ChallengerStatus.Trained or ChallengerStatus.Failed))
        {
            throw new ArgumentException($"status is {status}; it must be Trained or Failed.");
        }
        var finished = await sessions.WriteAsync(
            async session => 1 == await session.ExecuteAsync(
                $"""
                UPDATE challengers SET status = {(int)status}, artifact_id = {artifactId}, report = {report},
                  training_seconds = {trainingSeconds}
                WHERE run_id = {runId} AND ordinal = {ordinal} AND attempt = {attempt}
                  AND status = {(int)ChallengerStatus.Training}
                """, cancellation),
            cancellation);
        // A worker that was overtaken has ended nothing.
        if (finished) StorageMeter.Count(status, trainingSeconds);
        return finished;
    }

    private static RunRow ToRun(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), (RunStatus)row.GetInt32(2), row.GetInt32(3), row.GetString(4),
        row.Instant(5), row.GetString(6))
    {
        StartedAt = row.InstantOrNull(7),
        FinishedAt = row.InstantOrNull(8),
        Result = row.TextOrNull(9),
        TrainingSeconds = row.GetDouble(10),
    };

    private static ChallengerRow ToChallenger(DbDataReader row) => new(
        row.GetString(0), row.GetInt32(1), (ChallengerStatus)row.GetInt32(2), row.GetInt32(3), row.InstantOrNull(4),
        row.TextOrNull(5), row.TextOrNull(6), row.GetDouble(7));
}
