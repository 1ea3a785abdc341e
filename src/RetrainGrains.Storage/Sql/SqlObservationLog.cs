using System.Data.Common;
using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Storage.Sql;

/// <summary>The observation log in SQL.</summary>
internal sealed class SqlObservationLog(SqlSessions sessions) : IObservationLog
{
    private static readonly SqlText Columns = new(
        "sequence, prediction_id, at, features, prediction, version, outcome, known_at");

    private static readonly Task<IReadOnlyList<RecordStatus>> None =
        Task.FromResult<IReadOnlyList<RecordStatus>>([]);

    public Task<AppendedPredictions> AppendPredictionsAsync(
        string modelId, IReadOnlyList<PredictionRow> rows, CancellationToken cancellation)
    {
        ObservationBounds.Check(modelId, rows);
        return rows.Count == 0
            ? Task.FromResult(new AppendedPredictions([], 0))
            : StoreAsync(modelId, batch => batch.PredictAsync(rows), cancellation);
    }

    public Task<IReadOnlyList<RecordStatus>> RecordOutcomesAsync(
        string modelId, IReadOnlyList<OutcomeRow> rows, CancellationToken cancellation)
    {
        ObservationBounds.Check(modelId, rows);
        return rows.Count == 0
            ? None
            : StoreAsync(modelId, batch => batch.RecordAsync(rows), cancellation);
    }

    public Task<IReadOnlyList<RecordStatus>> ImportAsync(
        string modelId, IReadOnlyList<HistoryRow> rows, CancellationToken cancellation)
    {
        ObservationBounds.Check(modelId, rows);
        return rows.Count == 0
            ? None
            : StoreAsync(modelId, batch => batch.ImportAsync(rows), cancellation);
    }

    public async Task<IReadOnlyList<LabelledRow>> LabelledAfterAsync(
        string modelId, long sequence, int limit, CancellationToken cancellation)
    {
        Bounds.Limit(limit);
        return await sessions.ReadAsync(
            session => session.QueryAsync(
                $"""
                SELECT {Columns} FROM observations
                WHERE log_id = (SELECT log_id FROM observation_logs WHERE model_id = {modelId})
                  AND sequence > {sequence}
                ORDER BY sequence LIMIT {limit}
                """, ToMatured, cancellation),
            cancellation);
    }

    public async Task<IReadOnlyList<PredictionRow>> PredictedAfterAsync(
        string modelId, PredictionMark mark, DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        Bounds.Limit(limit);
        return await sessions.ReadAsync(
            session => session.QueryAsync(
                PredictedAfter(modelId, mark, before, limit),
                row => new PredictionRow(
                    row.GetString(0), row.Instant(1), row.Features(2), row.NumberOrNaN(3), row.GetString(4))
                {
                    Entity = row.TextOrNull(5) ?? "",
                },
                cancellation),
            cancellation);
    }

    // +sequence keeps the planner on the primary key: it holds the rows in the order that is asked for.
    public async Task<IReadOnlyList<LabelledRow>> MaturedBetweenAsync(
        string modelId, DateTimeOffset from, DateTimeOffset to, long throughSequence, CancellationToken cancellation)
    {
        var rows = await sessions.ReadAsync(
            session => session.QueryAsync(
                $"""
                SELECT {Columns} FROM observations
                WHERE log_id = (SELECT log_id FROM observation_logs WHERE model_id = {modelId})
                  AND at >= {from} AND at < {to} AND +sequence <= {throughSequence}
                ORDER BY at, prediction_id LIMIT {IObservationLog.TrainingRowsMax + 1}
                """, ToMatured, cancellation),
            cancellation);
        return rows.Count <= IObservationLog.TrainingRowsMax ? rows : throw new InvalidOperationException(
            $"Model '{modelId}' has more than {IObservationLog.TrainingRowsMax} outcomes " +
            $"between {from:O} and {to:O}; a training set must have at most that many.");
    }

    public async Task<IReadOnlyList<LabelledRow>> MaturedAfterAsync(
        string modelId, PredictionMark mark, DateTimeOffset before, long throughSequence, int limit,
        CancellationToken cancellation)
    {
        Bounds.Limit(limit);
        return await sessions.ReadAsync(
            session => session.QueryAsync(
                $"""
                SELECT {Columns} FROM observations
                WHERE log_id = (SELECT log_id FROM observation_logs WHERE model_id = {modelId})
                  AND at >= {mark.At} AND (at, prediction_id) > ({mark.At}, {mark.PredictionId}) AND at < {before}
                  AND +sequence <= {throughSequence}
                ORDER BY at, prediction_id LIMIT {limit}
                """, ToMatured, cancellation),
            cancellation);
    }

    public async Task<IReadOnlyList<LoggedRow>> LoggedAfterAsync(
        string modelId, PredictionMark mark, DateTimeOffset before, string? version, int limit,
        CancellationToken cancellation)
    {
        Bounds.Limit(limit);
        return await sessions.ReadAsync(
            session => session.QueryAsync(
                LoggedAfter(modelId, mark, before, version, limit),
                row => new LoggedRow(
                    row.GetString(0), row.Instant(1), row.Features(2), row.NumberOrNaN(3), row.GetString(4),
                    row.NumberOrNaN(5), row.InstantOrNull(6))
                {
                    Entity = row.TextOrNull(7) ?? "",
                },
                cancellation),
            cancellation);
    }

    public async Task<ObservationCounts> CountAsync(string modelId, CancellationToken cancellation) =>
        await sessions.ReadAsync(
            session => session.FindAsync(
                $"""
                SELECT predictions, outcomes,
                  (SELECT MIN(at) FROM observations WHERE observations.log_id = observation_logs.log_id),
                  (SELECT MAX(at) FROM observations WHERE observations.log_id = observation_logs.log_id)
                FROM observation_logs WHERE model_id = {modelId}
                """,
                row => new ObservationCounts(
                    row.GetInt64(0), row.GetInt64(1), row.InstantOrNull(2), row.InstantOrNull(3)), cancellation),
            cancellation)
        ?? new ObservationCounts(0, 0, null, null);

    public Task<int> DeleteBeforeAsync(
        string modelId, DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        Bounds.Id(modelId, nameof(modelId));
        Bounds.Limit(limit);
        return sessions.WriteAsync(session => DeleteAsync(session, modelId, before, limit, cancellation), cancellation);
    }

    public Task<int> DropWaitingAsync(
        string modelId, DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        Bounds.Id(modelId, nameof(modelId));
        Bounds.Limit(limit);
        return sessions.WriteAsync(
            session => DropAsync(session, modelId, before, limit, cancellation), cancellation);
    }

    public async Task<WaitingOutcomes> WaitingAsync(string modelId, CancellationToken cancellation) =>
        await sessions.ReadAsync(
            session => session.FindAsync(
                $"SELECT waiting, waiting_max FROM observation_logs WHERE model_id = {modelId}",
                row => new WaitingOutcomes(
                    row.GetInt64(0), row.IsDBNull(1) ? new OutcomePolicy().WaitingMax : (int)row.GetInt64(1)),
                cancellation),
            cancellation)
        ?? new WaitingOutcomes(0, new OutcomePolicy().WaitingMax);

    public Task<long> RepairsAsync(string modelId, CancellationToken cancellation) => sessions.ReadAsync(
        session => session.FindAsync(
            $"SELECT repairs FROM observation_logs WHERE model_id = {modelId}", row => row.GetInt64(0), cancellation),
        cancellation);

    // What is said twice of at is for PostgreSQL, which finds the months of a range but not those of a pair.
    internal static FormattableString PredictedAfter(
        string modelId, PredictionMark mark, DateTimeOffset before, int limit) =>
        $"""
        SELECT prediction_id, at, features, prediction, version, entity FROM observations
        WHERE log_id = (SELECT log_id FROM observation_logs WHERE model_id = {modelId})
          AND at >= {mark.At} AND (at, prediction_id) > ({mark.At}, {mark.PredictionId}) AND at < {before}
          AND version <> '' AND withdrawn IS NULL
        ORDER BY at, prediction_id LIMIT {limit}
        """;

    // By the key as above; a statement that is prepared once serves both with a version and without.
    internal static FormattableString LoggedAfter(
        string modelId, PredictionMark mark, DateTimeOffset before, string? version, int limit) =>
        $"""
        SELECT prediction_id, at, features, prediction, version, outcome, known_at, entity FROM observations
        WHERE log_id = (SELECT log_id FROM observation_logs WHERE model_id = {modelId})
          AND at >= {mark.At} AND (at, prediction_id) > ({mark.At}, {mark.PredictionId}) AND at < {before}
          AND withdrawn IS NULL AND ({(version is null ? 1 : 0)} = 1 OR version = {version ?? ""})
        ORDER BY at, prediction_id LIMIT {limit}
        """;

    private static async Task<int> DeleteAsync(
        SqlSession session, string modelId, DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        var log = await ObservationLogRow.LockAsync(session, modelId, cancellation);
        var deleted = await session.Dialect.Observations.DeleteAsync(session, log.LogId, before, limit, cancellation);
        await session.ExecuteAsync(
            $"""
            UPDATE observation_logs SET predictions = predictions - {deleted.Count(row => row.Predicted)},
              outcomes = outcomes - {deleted.Count(row => row.Matured)},
              repairs = repairs + {(deleted.Exists(row => row.Matured) ? 1 : 0)}
            WHERE log_id = {log.LogId}
            """, cancellation);
        // Outcomes by entity go with the rows that they belong to.
        if (log.EntityOutcomes > 0) await DropAsync(session, log, before, limit, waitingOnly: false, cancellation);
        return deleted.Count;
    }

    private static async Task<int> DropAsync(
        SqlSession session, string modelId, DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        var log = await ObservationLogRow.LockAsync(session, modelId, cancellation);
        return log.Waiting == 0
            ? 0
            : await DropAsync(session, log, before, limit, waitingOnly: true, cancellation);
    }

    private static async Task<int> DropAsync(
        SqlSession session, ObservationLogRow log, DateTimeOffset before, int limit, bool waitingOnly,
        CancellationToken cancellation)
    {
        var dropped = await session.QueryAsync(
            $"""
            DELETE FROM entity_outcomes WHERE log_id = {log.LogId} AND (entity, at) IN (
              SELECT entity, at FROM entity_outcomes
              WHERE log_id = {log.LogId} AND at < {before} AND waiting >= {(waitingOnly ? 1 : 0)}
              ORDER BY at LIMIT {limit})
            RETURNING waiting
            """, row => row.GetInt64(0), cancellation);
        await session.ExecuteAsync(
            $"""
            UPDATE observation_logs SET waiting = waiting - {dropped.Sum()},
              entity_outcomes = entity_outcomes - {dropped.Count}
            WHERE log_id = {log.LogId}
            """, cancellation);
        return dropped.Count;
    }

    private async Task<T> StoreAsync<T>(
        string modelId, Func<ObservationTransaction, Task<T>> store, CancellationToken cancellation)
    {
        try
        {
            return await StoreAsync(trusting: true);
        }
        catch (KnownIdException)
        {
            return await StoreAsync(trusting: false);
        }

        Task<T> StoreAsync(bool trusting) => sessions.WriteAsync(
            async session =>
            {
                var log = await ObservationLogRow.LockAsync(session, modelId, cancellation);
                return await store(new ObservationTransaction(session, log, trusting, cancellation));
            },
            cancellation);
    }

    private static LabelledRow ToMatured(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.Instant(2), row.Features(3), row.NumberOrNaN(4), row.GetString(5),
        row.GetDouble(6), row.Instant(7));
}
