namespace RetrainGrains.Storage.Sql;

/// <summary>
/// Lends connections to the stores: many readers, and writers whose work is one transaction, kept or undone as a whole.
/// </summary>
internal abstract class SqlSessions : IAsyncDisposable
{
    public virtual async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation)
    {
        var session = await RentReaderAsync(cancellation);
        try
        {
            return await work(session);
        }
        finally
        {
            await ReturnReaderAsync(session);
        }
    }

    public virtual async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation)
    {
        var session = await RentWriterAsync(cancellation);
        try
        {
            return await InTransactionAsync(session, work, cancellation);
        }
        finally
        {
            await ReturnWriterAsync(session);
        }
    }

    /// <summary>
    /// Overwrites a piece of what the database keeps of deleted rows beside its tables, as far as it can be told to.
    /// </summary>
    public virtual Task<Overwriting> OverwriteAsync(long from, CancellationToken cancellation) =>
        Task.FromResult(Overwriting.Nothing);

    public abstract ValueTask DisposeAsync();

    protected abstract ValueTask<SqlSession> RentReaderAsync(CancellationToken cancellation);

    protected abstract ValueTask ReturnReaderAsync(SqlSession session);

    protected abstract ValueTask<SqlSession> RentWriterAsync(CancellationToken cancellation);

    protected abstract ValueTask ReturnWriterAsync(SqlSession session);

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
