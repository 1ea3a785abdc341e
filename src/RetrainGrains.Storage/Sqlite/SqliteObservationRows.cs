using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Sqlite;

/// <summary>Row by row: a prepared statement is a function call in the same process.</summary>
internal sealed class SqliteObservationRows : IObservationRows
{
    public Task<Dictionary<string, ObservationFact>> FindAsync(
        SqlSession session, long logId, IReadOnlyList<string> ids, CancellationToken cancellation) => FindEachAsync(
            ids,
            id => session.FindAsync(
                $"""
                SELECT at, features, prediction, version, sequence, outcome FROM observations
                WHERE log_id = {logId} AND prediction_id = {id}
                """,
                row => new ObservationFact(
                    id, row.Instant(0), row.Bytes(1), row.NumberOrNaN(2), row.GetString(3))
                    .Mature(row.IsDBNull(4) ? null : row.GetInt64(4), row.NumberOrNaN(5), null), cancellation));

    public Task<Dictionary<string, ObservationFact>> FindOutcomesAsync(
        SqlSession session, long logId, IReadOnlyList<string> ids, CancellationToken cancellation) => FindEachAsync(
            ids,
            id => session.FindAsync(
                $"""
                SELECT at, sequence, outcome FROM observations WHERE log_id = {logId} AND prediction_id = {id}
                """,
                row => new ObservationFact(id, row.Instant(0), [], double.NaN, "")
                    .Mature(row.IsDBNull(1) ? null : row.GetInt64(1), row.NumberOrNaN(2), null), cancellation));

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

    private static async Task<Dictionary<string, ObservationFact>> FindEachAsync(
        IReadOnlyList<string> ids, Func<string, Task<ObservationFact?>> find)
    {
        var found = new Dictionary<string, ObservationFact>(ids.Count);
        foreach (var id in ids)
        {
            if (!found.ContainsKey(id) && await find(id) is { } fact)
            {
                found.Add(id, fact);
            }
        }
        return found;
    }
}
