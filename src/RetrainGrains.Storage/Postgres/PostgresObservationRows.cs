using RetrainGrains.Domain.Observations;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Postgres;

/// <summary>The statements for whole batches: each takes its rows as arrays and goes over the network once.</summary>
internal sealed partial class PostgresObservationRows : IObservationRows
{
    private static readonly SqlText All = new(ObservationFact.AllColumns);
    private static readonly SqlText Outcomes = new(ObservationFact.OutcomeColumns);

    // LATERAL … LIMIT 1: each id is looked up by its keys in turn, whatever the planner believes about the tables.
    public async Task<Dictionary<string, ObservationFact>> FindAsync(
        SqlSession session, long logId, IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        var (timed, named) = AskedIds.Of(ids);
        var facts = named.Length == 0 ? [] : await session.QueryAsync(
            $"""
            SELECT found.* FROM unnest({named}) AS asked (id), LATERAL (
              SELECT {All}
              FROM observation_ids i JOIN observations o
                ON o.log_id = {logId} AND o.at = i.at AND o.prediction_id = i.prediction_id
              WHERE i.log_id = {logId} AND i.prediction_id = asked.id LIMIT 1) AS found
            """, ObservationFact.Read, cancellation);
        if (timed.Ids.Length > 0)
        {
            facts.AddRange(await session.QueryAsync(
                $"""
                SELECT found.* FROM unnest({timed.Times}, {timed.Ids}) AS asked (at, id), LATERAL (
                  SELECT {All} FROM observations o
                  WHERE o.log_id = {logId} AND o.at = asked.at AND o.prediction_id = asked.id LIMIT 1) AS found
                """, ObservationFact.Read, cancellation));
        }
        return ObservationFact.ById(facts);
    }

    // Its words differ from those above: a text is the key of its prepared statement, whatever columns stand in its
    // holes.
    public async Task<Dictionary<string, ObservationFact>> FindOutcomesAsync(
        SqlSession session, long logId, IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        var (timed, named) = AskedIds.Of(ids);
        var facts = named.Length == 0 ? [] : await session.QueryAsync(
            $"""
            SELECT known.* FROM unnest({named}) AS asked (id), LATERAL (
              SELECT {Outcomes}
              FROM observation_ids i JOIN observations o
                ON o.log_id = {logId} AND o.at = i.at AND o.prediction_id = i.prediction_id
              WHERE i.log_id = {logId} AND i.prediction_id = asked.id LIMIT 1) AS known
            """, ObservationFact.ReadOutcome, cancellation);
        if (timed.Ids.Length > 0)
        {
            facts.AddRange(await session.QueryAsync(
                $"""
                SELECT known.* FROM unnest({timed.Times}, {timed.Ids}) AS asked (at, id), LATERAL (
                  SELECT {Outcomes} FROM observations o
                  WHERE o.log_id = {logId} AND o.at = asked.at AND o.prediction_id = asked.id LIMIT 1) AS known
                """, ObservationFact.ReadOutcome, cancellation));
        }
        return ObservationFact.ById(facts);
    }

    public async Task<bool> InsertAsync(
        SqlSession session, long logId, IReadOnlyList<ObservationFact> facts, CancellationToken cancellation)
    {
        await ObservationMonths.EnsureAsync(session, facts.Select(fact => fact.At), cancellation);
        var stored = await session.ExecuteAsync(
            $"""
            INSERT INTO observations (
              log_id, at, prediction_id, features, prediction, version, sequence, outcome, known_at, entity)
            SELECT {logId}, added.* FROM unnest(
              {Instants(facts)}, {Ids(facts)}, {Column(facts, fact => fact.Features)},
              {Column(facts, fact => Number(fact.Prediction))}, {Column(facts, fact => fact.Version)},
              {Column(facts, fact => fact.Sequence)}, {Column(facts, fact => Number(fact.Outcome))},
              {Column(facts, fact => fact.KnownAt?.ToUnixTimeMilliseconds())},
              {Column(facts, fact => fact.Entity.Length == 0 ? null : fact.Entity)}) AS added
            ON CONFLICT DO NOTHING
            """, cancellation);
        if (stored < facts.Count) return false;
        var named = facts.Where(fact => !fact.IsTimed).ToArray();
        if (named.Length > 0)
        {
            await session.ExecuteAsync(
                $"""
                INSERT INTO observation_ids (log_id, prediction_id, at)
                SELECT {logId}, added.* FROM unnest({Ids(named)}, {Instants(named)}) AS added
                """, cancellation);
        }
        return true;
    }

    public async Task MatureAsync(
        SqlSession session, long logId, IReadOnlyList<ObservationFact> facts, CancellationToken cancellation)
    {
        await ByKeysAsync(session, cancellation);
        await session.ExecuteAsync(
            $"""
            UPDATE observations SET sequence = row.sequence, outcome = row.outcome, known_at = row.known_at
            FROM unnest({Instants(facts)}, {Ids(facts)}, {Column(facts, fact => fact.Sequence)},
              {Column(facts, fact => fact.Outcome)}, {Column(facts, fact => fact.KnownAt?.ToUnixTimeMilliseconds())})
              AS row (at, id, sequence, outcome, known_at)
            WHERE observations.log_id = {logId} AND observations.at = row.at AND observations.prediction_id = row.id
            """, cancellation);
    }

    public Task<List<DeletedObservation>> DeleteAsync(
        SqlSession session, long logId, DateTimeOffset before, int limit, CancellationToken cancellation) =>
        session.QueryAsync(
            $"""
            WITH old AS (
              SELECT at, prediction_id FROM observations WHERE log_id = {logId} AND at < {before}
              ORDER BY at, prediction_id LIMIT {limit}),
            ids AS (
              DELETE FROM observation_ids USING old
              WHERE observation_ids.log_id = {logId} AND observation_ids.prediction_id = old.prediction_id)
            DELETE FROM observations USING old
            WHERE observations.log_id = {logId} AND observations.at = old.at
              AND observations.prediction_id = old.prediction_id
            RETURNING version <> '', sequence IS NOT NULL
            """, row => new DeletedObservation(row.GetBoolean(0), row.GetBoolean(1)), cancellation);

    // For a join with a thousand keys the planner would read the whole month. Where rows are changed, no LATERAL can
    // keep it from that; the settings end with the transaction.
    private static Task<int> ByKeysAsync(SqlSession session, CancellationToken cancellation) => session.ExecuteAsync(
        $"SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)",
        cancellation);

    private static long[] Instants(IReadOnlyList<ObservationFact> facts) =>
        Column(facts, fact => fact.At.ToUnixTimeMilliseconds());

    private static string[] Ids(IReadOnlyList<ObservationFact> facts) => Column(facts, fact => fact.PredictionId);

    private static double? Number(double value) => double.IsNaN(value) ? null : value;

    private static T[] Column<T>(IReadOnlyList<ObservationFact> facts, Func<ObservationFact, T> part)
    {
        var column = new T[facts.Count];
        for (var i = 0; i < column.Length; i++) column[i] = part(facts[i]);
        return column;
    }
}

/// <summary>
/// The ids that are asked for: those that tell the time of their row, and those that an index must find.
/// </summary>
internal readonly record struct AskedIds(long[] Times, string[] Ids)
{
    public static (AskedIds Timed, string[] Named) Of(IReadOnlyList<string> ids)
    {
        var (times, timed, named) = (new List<long>(), new List<string>(), new List<string>());
        foreach (var id in ids)
        {
            if (TimedId.TryRead(id, out var at))
            {
                times.Add(at.ToUnixTimeMilliseconds());
                timed.Add(id);
            }
            else
            {
                named.Add(id);
            }
        }
        return (new AskedIds([.. times], [.. timed]), [.. named]);
    }
}
