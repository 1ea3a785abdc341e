using Microsoft.Data.Sqlite;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Sqlite;

/// <summary>
/// The statements for one row at a time: a prepared statement is a function call in the same process.
/// </summary>
internal sealed class SqliteObservationRows : IObservationRows
{
    private static readonly SqlText Outcomes = new(ObservationFact.OutcomeColumns);

    public Task<Dictionary<string, ObservationFact>> FindAsync(
        SqlSession session, long logId, IReadOnlyList<string> ids, CancellationToken cancellation) =>
        Task.FromResult(Find(session, logId, ids, whole: true));

    public Task<Dictionary<string, ObservationFact>> FindOutcomesAsync(
        SqlSession session, long logId, IReadOnlyList<string> ids, CancellationToken cancellation) =>
        Task.FromResult(Find(session, logId, ids, whole: false));

    public Task<bool> InsertAsync(
        SqlSession session, long logId, IReadOnlyList<ObservationFact> facts, CancellationToken cancellation)
    {
        var statements = Of(session);
        foreach (var fact in facts)
        {
            if (!statements.Insert(logId, fact)) return Task.FromResult(false);
        }
        return Task.FromResult(true);
    }

    public Task MatureAsync(
        SqlSession session, long logId, IReadOnlyList<ObservationFact> facts, CancellationToken cancellation)
    {
        var statements = Of(session);
        foreach (var fact in facts) statements.Mature(logId, fact);
        return Task.CompletedTask;
    }

    public async Task<List<ObservationFact>> FindOfEntitiesAsync(
        SqlSession session, long logId, IReadOnlyList<EntitySpan> spans, CancellationToken cancellation)
    {
        var found = new List<ObservationFact>();
        foreach (var span in spans)
        {
            found.AddRange(await session.QueryAsync(
                $"""
                SELECT {Outcomes} FROM observations o
                WHERE o.log_id = {logId} AND o.entity = {span.Entity} AND o.at >= {span.From} AND o.at < {span.Before}
                ORDER BY o.at LIMIT {IObservationRows.RowsPerSpanMax}
                """, ObservationFact.ReadOutcome, cancellation));
        }
        return found;
    }

    public async Task<List<EntityOutcome>> FindEntityOutcomesAsync(
        SqlSession session, long logId, IReadOnlyList<EntitySpan> spans, CancellationToken cancellation)
    {
        var found = new List<EntityOutcome>();
        foreach (var span in spans)
        {
            found.AddRange(await session.QueryAsync(
                $"""
                SELECT at, outcome, known_at, waiting FROM entity_outcomes
                WHERE log_id = {logId} AND entity = {span.Entity} AND at >= {span.From} AND at < {span.Before}
                """,
                row => new EntityOutcome(
                    span.Entity, row.Instant(0), row.GetDouble(1), row.Instant(2), row.GetInt64(3) != 0),
                cancellation));
        }
        return found;
    }

    public async Task PutEntityOutcomesAsync(
        SqlSession session, long logId, IReadOnlyList<EntityOutcome> outcomes, CancellationToken cancellation)
    {
        foreach (var outcome in outcomes)
        {
            await session.ExecuteAsync(
                $"""
                INSERT INTO entity_outcomes (log_id, entity, at, outcome, known_at, waiting)
                VALUES ({logId}, {outcome.Entity}, {outcome.At}, {outcome.Outcome}, {outcome.KnownAt},
                  {(outcome.IsWaiting ? 1 : 0)})
                ON CONFLICT (log_id, entity, at) DO UPDATE
                SET outcome = excluded.outcome, known_at = excluded.known_at, waiting = excluded.waiting
                """, cancellation);
        }
    }

    public Task WithdrawAsync(
        SqlSession session, long logId, IReadOnlyList<ObservationFact> facts, long repair,
        CancellationToken cancellation)
    {
        var statements = Of(session);
        foreach (var fact in facts) statements.Withdraw(logId, fact, repair);
        return Task.CompletedTask;
    }

    public Task EraseAsync(
        SqlSession session, long logId, IReadOnlyList<ObservationFact> facts, CancellationToken cancellation)
    {
        var statements = Of(session);
        foreach (var fact in facts) statements.Erase(logId, fact);
        return Task.CompletedTask;
    }

    public async Task<List<DeletedObservation>> DeleteAsync(
        SqlSession session, long logId, DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        await session.ExecuteAsync(
            $"""
            DELETE FROM observation_ids WHERE log_id = {logId} AND prediction_id IN (
              SELECT prediction_id FROM observations WHERE log_id = {logId} AND at < {before}
              ORDER BY at, prediction_id LIMIT {limit})
            """, cancellation);
        return await session.QueryAsync(
            $"""
            DELETE FROM observations WHERE log_id = {logId} AND (at, prediction_id) IN (
              SELECT at, prediction_id FROM observations WHERE log_id = {logId} AND at < {before}
              ORDER BY at, prediction_id LIMIT {limit})
            RETURNING version <> '', sequence IS NOT NULL
            """, row => new DeletedObservation(row.GetBoolean(0), row.GetBoolean(1)), cancellation);
    }

    private static Dictionary<string, ObservationFact> Find(
        SqlSession session, long logId, IReadOnlyList<string> ids, bool whole)
    {
        var statements = Of(session);
        var found = new Dictionary<string, ObservationFact>(ids.Count);
        foreach (var id in ids)
        {
            if (!found.ContainsKey(id) && statements.Find(logId, id, whole) is { } fact) found.Add(id, fact);
        }
        return found;
    }

    private static SqliteObservationStatements Of(SqlSession session) =>
        session.Keep(static connection => new SqliteObservationStatements((SqliteConnection)connection));
}
