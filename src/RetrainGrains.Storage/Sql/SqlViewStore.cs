namespace RetrainGrains.Storage.Sql;

/// <summary>The store of the read models in SQL.</summary>
internal sealed partial class SqlViewStore(SqlSessions sessions) : IViewStore
{
    private const int PageRows = 1_000;

    // As many rows as one statement writes well; memory stays small however long a ledger is.
    private const int RowsAtOnce = 5_000;

    private sealed record Line(long Sequence, DateTimeOffset At, string Kind, string Body);

    public async Task<RebuildReport> RebuildAsync(Action<RebuildReport>? progress, CancellationToken cancellation)
    {
        var report = new RebuildReport(0, 0, 0);
        var after = "";
        List<string> page;
        do
        {
            var from = after;
            page = await sessions.ReadAsync(
                session => session.QueryAsync(
                    $"SELECT model_id FROM models WHERE model_id > {from} ORDER BY model_id LIMIT {PageRows}",
                    row => row.GetString(0), cancellation),
                cancellation);
            foreach (var modelId in page)
            {
                var projected = await sessions.WriteAsync(
                    session => RebuildAsync(session, modelId, cancellation), cancellation);
                report = new RebuildReport(
                    report.Models + 1, report.Lines + projected.Lines, report.Unread + projected.Unread);
                progress?.Invoke(report);
                after = modelId;
            }
        }
        while (page.Count == PageRows);
        return report;
    }

    // The model's row is locked as by a commit: no line is missed between the reading and the end.
    private static async Task<RebuildReport> RebuildAsync(
        SqlSession session, string modelId, CancellationToken cancellation)
    {
        await session.FindAsync<long?>(
            $"SELECT revision FROM models WHERE model_id = {modelId} {session.Dialect.ForUpdate}",
            row => row.GetInt64(0), cancellation);
        await ClearAsync(session, modelId, cancellation);
        var (projection, writer) = (new LedgerProjection(modelId), new ViewWriter(session, cancellation));
        var next = 1L;
        List<Line> page;
        do
        {
            var from = next;
            page = await session.QueryAsync(
                $"""
                SELECT sequence, at, kind, body FROM ledger
                WHERE model_id = {modelId} AND sequence >= {from} ORDER BY sequence LIMIT {PageRows}
                """, row => new Line(row.GetInt64(0), row.Instant(1), row.GetString(2), row.GetString(3)),
                cancellation);
            foreach (var line in page)
            {
                foreach (var change in projection.Project(line.Sequence, line.At, line.Kind, line.Body))
                {
                    await writer.TakeAsync(change);
                }
                if (writer.Waiting >= RowsAtOnce) await writer.FlushAsync();
                next = line.Sequence + 1;
            }
        }
        while (page.Count == PageRows);
        await writer.FlushAsync();
        return new RebuildReport(1, next - 1, projection.Unread);
    }

    // What hangs on these rows goes with them.
    private static async Task ClearAsync(SqlSession session, string modelId, CancellationToken cancellation)
    {
        FormattableString[] statements =
        [
            $"DELETE FROM run_history WHERE model_id = {modelId}",
            $"DELETE FROM checks WHERE model_id = {modelId}",
            $"DELETE FROM versions WHERE model_id = {modelId}",
            $"DELETE FROM deployments WHERE model_id = {modelId}",
            $"DELETE FROM decisions WHERE model_id = {modelId}",
        ];
        foreach (var statement in statements) await session.ExecuteAsync(statement, cancellation);
    }
}
