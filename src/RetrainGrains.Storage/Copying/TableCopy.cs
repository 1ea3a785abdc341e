using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Copying;

/// <summary>Copies one table in batches, each a transaction of the target, bounded in rows and in bytes.</summary>
internal sealed class TableCopy(SqlSessions target, TableShape table, CancellationToken cancellation)
{
    private const int BatchRows = 1_000;
    private const long BatchBytes = 8 << 20;

    private readonly List<object?[]> batch = [];
    private long bytes;

    public static async Task RunAsync(
        SqlSessions source, SqlSessions target, TableShape table, Action<long> progress,
        CancellationToken cancellation)
    {
        var copy = new TableCopy(target, table, cancellation);
        await foreach (var rows in TablePages.ReadAsync(source, table, copy.AddAsync, cancellation)) progress(rows);
        await copy.StoreAsync();
    }

    private async Task AddAsync(object?[] row)
    {
        batch.Add(row);
        foreach (var value in row)
        {
            // Texts are counted by their length in memory.
            bytes += value is byte[] blob ? blob.Length : value is string text ? 2 * text.Length : sizeof(long);
        }
        if (batch.Count >= BatchRows || bytes >= BatchBytes) await StoreAsync();
    }

    private async Task StoreAsync()
    {
        if (batch.Count == 0) return;
        await target.WriteAsync(
            async session =>
            {
                await session.Dialect.Tables.InsertAsync(session, table, batch, cancellation);
                return true;
            },
            cancellation);
        batch.Clear();
        bytes = 0;
    }
}
