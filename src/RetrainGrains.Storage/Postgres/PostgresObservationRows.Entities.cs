using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Postgres;

// The statements about entities, and those of repairs.
internal sealed partial class PostgresObservationRows
{
    // LATERAL here too: an entity's rows are found by its index, span by span.
    public Task<List<ObservationFact>> FindOfEntitiesAsync(
        SqlSession session, long logId, IReadOnlyList<EntitySpan> spans, CancellationToken cancellation) =>
        session.QueryAsync(
            $"""
            SELECT found.* FROM unnest({Entities(spans)}, {Froms(spans)}, {Befores(spans)})
              AS asked (entity, first, before), LATERAL (
                SELECT {Outcomes} FROM observations o
                WHERE o.log_id = {logId} AND o.entity = asked.entity AND o.at >= asked.first AND o.at < asked.before
                ORDER BY o.at LIMIT {IObservationRows.RowsPerSpanMax}) AS found
            """, ObservationFact.ReadOutcome, cancellation);

    public Task<List<EntityOutcome>> FindEntityOutcomesAsync(
        SqlSession session, long logId, IReadOnlyList<EntitySpan> spans, CancellationToken cancellation) =>
        session.QueryAsync(
            $"""
            SELECT DISTINCT found.* FROM unnest({Entities(spans)}, {Froms(spans)}, {Befores(spans)})
              AS asked (entity, first, before), LATERAL (
                SELECT e.entity, e.at, e.outcome, e.known_at, e.waiting FROM entity_outcomes e
                WHERE e.log_id = {logId} AND e.entity = asked.entity AND e.at >= asked.first AND e.at < asked.before
              ) AS found
            """,
            row => new EntityOutcome(
                row.GetString(0), row.Instant(1), row.GetDouble(2), row.Instant(3), row.GetInt64(4) != 0),
            cancellation);

    public Task PutEntityOutcomesAsync(
        SqlSession session, long logId, IReadOnlyList<EntityOutcome> outcomes, CancellationToken cancellation) =>
        session.ExecuteAsync(
            $"""
            INSERT INTO entity_outcomes (log_id, entity, at, outcome, known_at, waiting)
            SELECT {logId}, put.* FROM unnest(
              {outcomes.Select(outcome => outcome.Entity).ToArray()},
              {outcomes.Select(outcome => outcome.At.ToUnixTimeMilliseconds()).ToArray()},
              {outcomes.Select(outcome => outcome.Outcome).ToArray()},
              {outcomes.Select(outcome => outcome.KnownAt.ToUnixTimeMilliseconds()).ToArray()},
              {outcomes.Select(outcome => outcome.IsWaiting ? 1L : 0).ToArray()}) AS put
            ON CONFLICT (log_id, entity, at) DO UPDATE
            SET outcome = excluded.outcome, known_at = excluded.known_at, waiting = excluded.waiting
            """, cancellation);

    public async Task WithdrawAsync(
        SqlSession session, long logId, IReadOnlyList<ObservationFact> facts, long repair,
        CancellationToken cancellation)
    {
        await ByKeysAsync(session, cancellation);
        await session.ExecuteAsync(
            $"""
            UPDATE observations SET withdrawn = {repair}, sequence = NULL
            FROM unnest({Instants(facts)}, {Ids(facts)}) AS row (at, id)
            WHERE observations.log_id = {logId} AND observations.at = row.at AND observations.prediction_id = row.id
            """, cancellation);
    }

    public async Task EraseAsync(
        SqlSession session, long logId, IReadOnlyList<ObservationFact> facts, CancellationToken cancellation)
    {
        await ByKeysAsync(session, cancellation);
        await session.ExecuteAsync(
            $"""
            DELETE FROM observations USING unnest({Instants(facts)}, {Ids(facts)}) AS row (at, id)
            WHERE observations.log_id = {logId} AND observations.at = row.at AND observations.prediction_id = row.id
            """, cancellation);
        await session.ExecuteAsync(
            $"""
            DELETE FROM observation_ids
            WHERE log_id = {logId} AND prediction_id = ANY({Ids(facts)})
            """, cancellation);
    }

    private static string[] Entities(IReadOnlyList<EntitySpan> spans) => [.. spans.Select(span => span.Entity)];

    private static long[] Froms(IReadOnlyList<EntitySpan> spans) =>
        [.. spans.Select(span => span.From.ToUnixTimeMilliseconds())];

    private static long[] Befores(IReadOnlyList<EntitySpan> spans) =>
        [.. spans.Select(span => span.Before.ToUnixTimeMilliseconds())];
}
