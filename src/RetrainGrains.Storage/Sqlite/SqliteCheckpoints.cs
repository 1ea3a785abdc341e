using Microsoft.Data.Sqlite;

namespace RetrainGrains.Storage.Sqlite;

/// <summary>
/// Writes the pages of the write-ahead log back to the database beside the writer. As a part of a commit, as SQLite has
/// it by itself, that work holds up every writer for as long as 64 MiB take.
/// </summary>
internal sealed class SqliteCheckpoints(SqliteConnection connection, SemaphoreSlim writing) : IAsyncDisposable
{
    // 64 MiB: the log's file grows to about this under a load that never pauses.
    private const long PagesMax = 16_384;

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (WriteBack() <= PagesMax) return;
        // The log begins anew only once all of it has been written back: under a steady load, a moment without commits
        // is needed for the little that has come meanwhile.
        await writing.WaitAsync(cancellation);
        try
        {
            WriteBack();
        }
        finally
        {
            writing.Release();
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    // PASSIVE waits for nobody: what a reader still needs is left for the next turn. Returns the pages in the log.
    private long WriteBack()
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
        using var row = command.ExecuteReader();
        return row.Read() ? row.GetInt64(1) : 0;
    }
}
