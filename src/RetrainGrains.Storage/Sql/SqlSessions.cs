namespace RetrainGrains.Storage.Sql;

/// <summary>
/// Lends connections to the stores: many readers, and writers whose work is one transaction, kept or undone as a whole.
/// </summary>
internal abstract class SqlSessions : IAsyncDisposable
{
    public async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation)
    {
        var session = await RentReaderAsync(cancellation);
        try
        {
            return await work(session);
        }
        finally
        {
            ReturnReader(session);
        }
    }

    public async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation)
    {
        var session = await RentWriterAsync(cancellation);
        try
        {
            return await InTransactionAsync(session, work, cancellation);
        }
        finally
        {
            ReturnWriter(session);
        }
    }

    public abstract ValueTask DisposeAsync();

    protected abstract ValueTask<SqlSession> RentReaderAsync(CancellationToken cancellation);

    protected abstract void ReturnReader(SqlSession session);

    protected abstract ValueTask<SqlSession> RentWriterAsync(CancellationToken cancellation);

    protected abstract void ReturnWriter(SqlSession session);

    private static async Task<T> InTransactionAsync<T>(
        SqlSession session, Func<SqlSession, Task<T>> work, CancellationToken cancellation)
    {
        await session.ExecuteAsync($"{session.Dialect.BeginWrite}", cancellation);
        try
        {
            var result = await work(session);
            await session.ExecuteAsync($"COMMIT", CancellationToken.None);
            return result;
        }
        catch when (session.IsInTransaction)
        {
            await session.ExecuteAsync($"ROLLBACK", CancellationToken.None);
            throw;
        }
    }
}
