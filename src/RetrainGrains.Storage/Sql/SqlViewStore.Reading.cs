using System.Collections.Immutable;
using System.Data.Common;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Storage.Sql;

// A filter that is not set is null, and compares with everything.
internal sealed partial class SqlViewStore
{
    private static readonly SqlText RunColumns = new(
        "run_history.run_id, run_history.model_id, CAST(check_id AS TEXT), cause, severity, reason, recipes, outcomes, "
        + "planned_at, ended_at, run_history.state, promoted, failures");

    private static readonly SqlText CheckColumns = new(
        "CAST(check_id AS TEXT), sequence, at, outcomes, error, drift_streak, decision, lead, held_back, not_compared");

    private static readonly SqlText Statistics = new(
        $"""
        COALESCE(SUM(CASE WHEN run_history.state = '{RunState.Running}' THEN 1 ELSE 0 END), 0),
        COALESCE(SUM(CASE WHEN run_history.state = '{RunState.Finished}' THEN 1 ELSE 0 END), 0),
        COALESCE(SUM(CASE WHEN run_history.state = '{RunState.Failed}' THEN 1 ELSE 0 END), 0),
        COALESCE(SUM(CASE WHEN run_history.state = '{RunState.Cancelled}' THEN 1 ELSE 0 END), 0),
        CAST(COALESCE(SUM(promoted), 0) AS BIGINT),
        CAST(AVG(ended_at - planned_at) / 1000.0 AS DOUBLE PRECISION)
        """);

    public async Task<IReadOnlyList<RunView>> RunsAsync(
        RunFilter filter, RunPosition? after, int limit, CancellationToken cancellation)
    {
        Bounds.Limit(limit);
        // Nothing has an empty id: the first page ends before the end of the span.
        var (before, id) = after is { } place ? (place.PlannedAt, place.RunId) : (filter.To, "");
        return await sessions.ReadAsync(
            session => filter.ModelId is { } modelId
                ? session.QueryAsync(
                    $"""
                    SELECT {RunColumns} FROM run_history
                    WHERE model_id = {modelId} AND planned_at >= {filter.From} AND planned_at <= {before}
                      AND (planned_at < {before} OR run_id < {id})
                      AND state = COALESCE({filter.State}, state) AND cause = COALESCE({filter.Cause}, cause)
                    ORDER BY planned_at DESC, run_id DESC LIMIT {limit}
                    """, ToRun, cancellation)
                : session.QueryAsync(
                    $"""
                    SELECT {RunColumns} FROM run_history JOIN models ON models.model_id = run_history.model_id
                    WHERE planned_at >= {filter.From} AND planned_at <= {before}
                      AND (planned_at < {before} OR run_id < {id})
                      AND model_type = COALESCE({filter.ModelType}, model_type)
                      AND run_history.state = COALESCE({filter.State}, run_history.state)
                      AND cause = COALESCE({filter.Cause}, cause)
                    ORDER BY planned_at DESC, run_id DESC LIMIT {limit}
                    """, ToRun, cancellation),
            cancellation);
    }

    public Task<RunDetails?> FindRunAsync(string runId, CancellationToken cancellation) => sessions.ReadAsync(
        async session =>
        {
            var run = await session.FindAsync(
                $"SELECT {RunColumns} FROM run_history WHERE run_id = {runId}", ToRun, cancellation);
            if (run is null) return null;
            var steps = await session.QueryAsync(
                $"""
                SELECT name, recipe, run_steps.state, started_at, run_steps.ended_at
                FROM run_history JOIN run_steps ON run_steps.run_key = run_history.run_key
                WHERE run_id = {runId} ORDER BY ordinal
                """, row => new RunStepView(
                    row.GetString(0), row.TextOrNull(1), row.GetString(2), row.InstantOrNull(3), row.InstantOrNull(4)),
                cancellation);
            var trainings = await session.QueryAsync(
                $"""
                SELECT ordinal, run_challengers.recipe, artifact_id, started_at, run_challengers.ended_at,
                  relative_loss, trials, parameters, failure, from_at, to_at, validated_from, row_count, fingerprint
                FROM run_history JOIN run_challengers ON run_challengers.run_key = run_history.run_key
                  JOIN datasets ON datasets.dataset_id = run_challengers.dataset_id
                WHERE run_id = {runId} ORDER BY ordinal
                """, ToTraining, cancellation);
            var gates = await session.QueryAsync(
                $"""
                SELECT challenger, gate, passed, finding
                FROM run_history JOIN gate_results ON gate_results.run_key = run_history.run_key
                WHERE run_id = {runId} ORDER BY ordinal
                """, row => new GateView(
                    row.GetString(0), row.GetString(1), row.GetInt64(2) != 0, row.GetString(3)),
                cancellation);
            return new RunDetails(run, steps, trainings, gates);
        },
        cancellation);

    public async Task<RunStatistics> RunStatisticsAsync(RunFilter filter, CancellationToken cancellation)
    {
        RunStatistics? counted;
        if (filter.ModelId is { } modelId)
        {
            counted = await sessions.ReadAsync(
                session => session.FindAsync(
                    $"""
                    SELECT {Statistics} FROM run_history
                    WHERE model_id = {modelId} AND planned_at >= {filter.From} AND planned_at < {filter.To}
                    """, ToStatistics, cancellation),
                cancellation);
        }
        else
        {
            counted = await sessions.ReadAsync(
                session => session.FindAsync(
                    $"""
                    SELECT {Statistics} FROM run_history JOIN models ON models.model_id = run_history.model_id
                    WHERE planned_at >= {filter.From} AND planned_at < {filter.To}
                      AND model_type = COALESCE({filter.ModelType}, model_type)
                    """, ToStatistics, cancellation),
                cancellation);
        }
        return counted!;
    }

    public async Task<IReadOnlyList<CheckView>> ChecksAsync(
        CheckFilter filter, CheckPosition? after, int limit, CancellationToken cancellation)
    {
        Bounds.Limit(limit);
        var (before, sequence) = after is { } place ? (place.At, place.Sequence) : (filter.To, 0L);
        return await sessions.ReadAsync(
            session => session.QueryAsync(
                $"""
                SELECT {CheckColumns} FROM checks
                WHERE model_id = {filter.ModelId} AND at >= {filter.From} AND at <= {before}
                  AND (at < {before} OR sequence < {sequence}) AND decision = COALESCE({filter.Decision}, decision)
                ORDER BY at DESC, sequence DESC LIMIT {limit}
                """, ToCheck, cancellation),
            cancellation);
    }

    public Task<CheckDetails?> FindCheckAsync(string modelId, string checkId, CancellationToken cancellation) =>
        sessions.ReadAsync(
            async session =>
            {
                var check = await session.FindAsync(
                    $"""
                    SELECT {CheckColumns} FROM checks
                    WHERE check_id = CAST({checkId} AS {session.Dialect.Uuid}) AND model_id = {modelId}
                    """, ToCheck, cancellation);
                if (check is null) return null;
                var signals = await session.QueryAsync(
                    $"""
                    SELECT source, subject, measure, value, reference, threshold, p_value, verdict
                    FROM check_signals WHERE check_id = CAST({checkId} AS {session.Dialect.Uuid}) ORDER BY ordinal
                    """, ToSignal, cancellation);
                var triggers = await session.QueryAsync(
                    $"""
                    SELECT kind, severity, rule, reason
                    FROM triggers WHERE check_id = CAST({checkId} AS {session.Dialect.Uuid}) ORDER BY ordinal
                    """, row => new TriggerView(
                        row.GetString(0), row.GetString(1), row.TextOrNull(2), row.GetString(3)),
                    cancellation);
                var run = await session.FindAsync(
                    $"""
                    SELECT run_id FROM run_history
                    WHERE check_id = CAST({checkId} AS {session.Dialect.Uuid}) AND model_id = {modelId}
                    """, row => row.GetString(0), cancellation);
                return new CheckDetails(check, signals, triggers, run);
            },
            cancellation);

    private static RunView ToRun(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.TextOrNull(2), row.GetString(3), row.GetString(4), row.GetString(5),
        Texts(row, 6), row.GetInt64(7), row.Instant(8), row.InstantOrNull(9), row.GetString(10),
        row.GetInt64(11) != 0, row.GetString(12));

    private static RunTrainingView ToTraining(DbDataReader row) => new(
        row.GetInt32(0), row.GetString(1), row.TextOrNull(2), row.InstantOrNull(3), row.InstantOrNull(4),
        row.NumberOrNaN(5), row.IsDBNull(6) ? null : row.GetInt32(6), row.GetString(7), row.TextOrNull(8),
        row.Instant(9), row.Instant(10), row.InstantOrNull(11), row.GetInt64(12), row.TextOrNull(13));

    private static RunStatistics ToStatistics(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.NumberOrNaN(5));

    private static CheckView ToCheck(DbDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.Instant(2), row.GetInt64(3), row.NumberOrNaN(4), row.GetInt32(5),
        row.GetString(6), row.TextOrNull(7), Texts(row, 8), Texts(row, 9));

    private static SignalView ToSignal(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.NumberOrNaN(3), row.NumberOrNaN(4),
        row.NumberOrNaN(5), row.NumberOrNaN(6), row.GetString(7));

    private static ImmutableArray<string> Texts(DbDataReader row, int column) =>
        DomainJson.Read<ImmutableArray<string>>(row.GetString(column));
}
