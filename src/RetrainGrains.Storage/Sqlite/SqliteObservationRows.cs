using System.Text.Json;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Sqlite;

/// <summary>
/// The statements for one row at a time: a prepared statement is a function call in the same process.
/// </summary>
internal sealed class SqliteObservationRows : IObservationRows
{
    // CROSS JOIN keeps the planner from reading the log's rows first; each id is looked up by its index.
    public Task<Dictionary<string, ObservationFact>> FindAsync(
        SqlSession session, long logId, IReadOnlyList<string> ids, CancellationToken cancellation) =>
        ObservationFact.ByIdAsync(session.QueryAsync(
            $"""
            SELECT prediction_id, at, sequence, outcome, features, prediction, version
            FROM json_each({JsonSerializer.Serialize(ids)}) AS asked CROSS JOIN observations
              ON log_id = {logId} AND prediction_id = asked.value
            """, ObservationFact.Read, cancellation));

    public Task<Dictionary<string, ObservationFact>> FindOutcomesAsync(
        SqlSession session, long logId, IReadOnlyList<string> ids, CancellationToken cancellation) =>
        ObservationFact.ByIdAsync(session.QueryAsync(
            $"""
            SELECT prediction_id, at, sequence, outcome
            FROM json_each({JsonSerializer.Serialize(ids)}) AS asked CROSS JOIN observations
              ON log_id = {logId} AND prediction_id = asked.value
            """, ObservationFact.ReadOutcome, cancellation));

    public async Task InsertAsync(
        SqlSession session, long logId, IReadOnlyList<ObservationFact> facts, CancellationToken cancellation)
    {
        foreach (var fact in facts)
        {
            await session.ExecuteAsync(
                $"""
                INSERT INTO observations (
                  log_id, at, prediction_id, features, prediction, version, sequence, outcome, known_at)
                VALUES ({logId}, {fact.At}, {fact.PredictionId}, {fact.Features}, {fact.Prediction}, {fact.Version},
                  {fact.Sequence}, {fact.Outcome}, {fact.KnownAt})
                """, cancellation);
        }
    }

    public async Task MatureAsync(
        SqlSession session, long logId, IReadOnlyList<ObservationFact> facts, CancellationToken cancellation)
    {
        foreach (var fact in facts)
        {
            await session.ExecuteAsync(
                $"""
                UPDATE observations SET sequence = {fact.Sequence}, outcome = {fact.Outcome}, known_at = {fact.KnownAt}
                WHERE log_id = {logId} AND at = {fact.At} AND prediction_id = {fact.PredictionId}
                """, cancellation);
        }
    }

    public Task<List<DeletedObservation>> DeleteAsync(
        SqlSession session, long logId, DateTimeOffset before, int limit, CancellationToken cancellation) =>
        session.QueryAsync(
            $"""
            DELETE FROM observations WHERE log_id = {logId} AND (at, prediction_id) IN (
              SELECT at, prediction_id FROM observations WHERE log_id = {logId} AND at < {before}
              ORDER BY at, prediction_id LIMIT {limit})
            RETURNING version <> '', sequence IS NOT NULL
            """, row => new DeletedObservation(row.GetBoolean(0), row.GetBoolean(1)), cancellation);
}
