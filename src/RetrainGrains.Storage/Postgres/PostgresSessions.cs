using System.Collections.Concurrent;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Postgres;

/// <summary>
/// A bounded stack of open sessions, each with its prepared statements, for readers and writers alike. When one breaks,
/// all idle ones are closed: whatever broke it has most likely ended them too.
/// </summary>
internal sealed class PostgresSessions : SqlSessions
{
    private readonly PostgresConnector connector;
    private readonly int size;
    private readonly SemaphoreSlim free;
    private readonly ConcurrentStack<SqlSession> idle = new();

    public PostgresSessions(PostgresOptions options)
    {
        connector = new PostgresConnector(options);
        size = options.PoolSize;
        free = new SemaphoreSlim(size, size);
    }

    // A read changes nothing, so one that was cut off is asked again, once and from its start.
    public override async Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            return await base.ReadAsync(work, cancellation);
        }
        catch (Exception failure) when (PostgresFailure.IsAway(failure))
        {
            return await LastAttemptAsync(() => base.ReadAsync(work, cancellation));
        }
    }

    // Of a write that was cut off nobody knows whether it was committed, so it is left to the caller. One that had not
    // begun had been given a session that died while it was idle: that is no failure of the write.
    public override async Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, CancellationToken cancellation)
    {
        var begun = false;
        try
        {
            return await base.WriteAsync(Begin, cancellation);
        }
        catch (Exception failure) when (PostgresFailure.IsAway(failure))
        {
            return begun
                ? throw new DatabaseAwayException(failure)
                : await LastAttemptAsync(() => base.WriteAsync(work, cancellation));
        }

        Task<T> Begin(SqlSession session)
        {
            begun = true;
            return work(session);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        for (var i = 0; i < size; i++) await free.WaitAsync();
        await CloseIdleAsync();
        await connector.DisposeAsync();
        free.Dispose();
    }

    protected override ValueTask<SqlSession> RentWriterAsync(CancellationToken cancellation) =>
        RentReaderAsync(cancellation);

    protected override ValueTask ReturnWriterAsync(SqlSession session) => ReturnReaderAsync(session);

    protected override async ValueTask<SqlSession> RentReaderAsync(CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation);
        if (idle.TryPop(out var session)) return session;
        try
        {
            return await connector.OpenAsync(cancellation);
        }
        catch
        {
            free.Release();
            throw;
        }
    }

    protected override async ValueTask ReturnReaderAsync(SqlSession session)
    {
        try
        {
            if (session.IsOpen)
            {
                idle.Push(session);
                return;
            }
            await session.DisposeAsync();
            await CloseIdleAsync();
        }
        finally
        {
            free.Release();
        }
    }

    private static async Task<T> LastAttemptAsync<T>(Func<Task<T>> attempt)
    {
        try
        {
            return await attempt();
        }
        catch (Exception failure) when (PostgresFailure.IsAway(failure))
        {
            throw new DatabaseAwayException(failure);
        }
    }

    private async ValueTask CloseIdleAsync()
    {
        while (idle.TryPop(out var session)) await session.DisposeAsync();
    }
}
