namespace RetrainGrains.Storage.Sql;

/// <summary>
/// Writes what a projection gives, in the transaction of its session: rows of one table together, and in the order of
/// the tables, so that those that others refer to are there.
/// </summary>
internal sealed class ViewWriter(SqlSession session, CancellationToken cancellation)
{
    private readonly Dictionary<TableShape, List<object?[]>> rows = [];

    /// <summary>The number of rows that wait for <see cref="FlushAsync"/>.</summary>
    public int Waiting { get; private set; }

    /// <summary>Takes a change in. What ends rows comes after those that wait.</summary>
    public async Task TakeAsync(ViewChange change)
    {
        if (change is ViewRow row)
        {
            Add(row);
            return;
        }
        await FlushAsync();
        switch (change)
        {
            case DeploymentEnded ended:
                await session.ExecuteAsync(
                    $"""
                    UPDATE deployments SET ended_at = {ended.At} WHERE model_id = {ended.ModelId} AND ended_at IS NULL
                    """, cancellation);
                break;
            case AlertsClosed closed:
                await CloseAsync(closed);
                break;
            case RunClosed run:
                await CloseAsync(run);
                break;
        }
    }

    public async Task FlushAsync()
    {
        if (Waiting == 0) return;
        foreach (var table in TableShape.Views)
        {
            if (!rows.TryGetValue(table, out var waiting) || waiting.Count == 0) continue;
            await session.Dialect.Tables.InsertAsync(session, table, waiting, cancellation);
            waiting.Clear();
        }
        Waiting = 0;
    }

    private void Add(ViewRow row)
    {
        if (!rows.TryGetValue(row.Table, out var waiting)) rows[row.Table] = waiting = [];
        waiting.Add(row.Values);
        Waiting++;
    }

    private async Task CloseAsync(AlertsClosed closed)
    {
        var names = closed.AllOthers
            ? (await session.QueryAsync(
                $"SELECT name FROM alerts WHERE model_id = {closed.ModelId} AND closed_at IS NULL",
                row => row.GetString(0), cancellation)).Except(closed.Names).ToArray()
            : [.. closed.Names];
        foreach (var name in names)
        {
            await session.ExecuteAsync(
                $"""
                UPDATE alerts SET closed_at = {closed.At}
                WHERE model_id = {closed.ModelId} AND name = {name} AND closed_at IS NULL
                """, cancellation);
        }
    }

    // Only a run that was planned has rows: a ledger may begin in the middle of one.
    private async Task CloseAsync(RunClosed run)
    {
        var known = await session.ExecuteAsync(
            $"""
            UPDATE run_history SET ended_at = {run.At}, state = {run.State}, promoted = {(run.Promoted ? 1L : 0L)},
              failures = {run.Failures}
            WHERE run_id = {run.RunId}
            """, cancellation);
        if (known == 0) return;
        foreach (var row in run.Rows) Add(row);
    }
}
