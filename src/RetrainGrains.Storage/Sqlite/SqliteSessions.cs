using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using RetrainGrains.Storage.Sql;
using SQLitePCL;

namespace RetrainGrains.Storage.Sqlite;

/// <summary>
/// A writing connection behind a lock, and a bounded stack of reading ones that see the last commit while the writer
/// works. A database in memory belongs to its connection: there the writer's is the only one.
/// </summary>
internal sealed class SqliteSessions : SqlSessions
{
    private readonly SqliteOptions options;
    private readonly SqlSession writer;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly SemaphoreSlim reading;
    private readonly ConcurrentStack<SqlSession> idleReaders = new();
    private readonly SqliteCheckpoints? checkpoints;

    public SqliteSessions(SqliteOptions options)
    {
        this.options = options;
        reading = new SemaphoreSlim(options.Readers, options.Readers);
        if (options is { Path: { } path, ReadOnly: false }
            && Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }
        writer = new SqlSession(Connect("OFF"), SqliteDialect.Instance);
        if (options is { CheckpointsApart: true, Path: not null, ReadOnly: false })
        {
            checkpoints = new SqliteCheckpoints(Connect("OFF"), writing);
        }
    }

    public Task CheckpointAsync(CancellationToken cancellation) =>
        checkpoints?.RunAsync(cancellation) ?? Task.CompletedTask;

    public override async Task<Overwriting> OverwriteAsync(long from, CancellationToken cancellation)
    {
        if (options.Path is null) return Overwriting.Nothing;
        var session = await RentWriterAsync(cancellation);
        try
        {
            var file = session.Keep(static connection => new SqliteFileAccess((SqliteConnection)connection));
            return await new SqliteOverwriting(session, file, options).RunAsync(from, cancellation);
        }
        finally
        {
            await ReturnWriterAsync(session);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (checkpoints is not null) await checkpoints.DisposeAsync();
        await writing.WaitAsync();
        await writer.DisposeAsync();
        for (var i = 0; i < options.Readers; i++) await reading.WaitAsync();
        while (idleReaders.TryPop(out var session)) await session.DisposeAsync();
        writing.Dispose();
        reading.Dispose();
    }

    protected override async ValueTask<SqlSession> RentWriterAsync(CancellationToken cancellation)
    {
        await writing.WaitAsync(cancellation);
        return writer;
    }

    protected override ValueTask ReturnWriterAsync(SqlSession session)
    {
        writing.Release();
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask<SqlSession> RentReaderAsync(CancellationToken cancellation)
    {
        if (options.Path is null) return await RentWriterAsync(cancellation);
        await reading.WaitAsync(cancellation);
        if (idleReaders.TryPop(out var session)) return session;
        try
        {
            return new SqlSession(Connect("ON"), SqliteDialect.Instance);
        }
        catch
        {
            reading.Release();
            throw;
        }
    }

    protected override ValueTask ReturnReaderAsync(SqlSession session)
    {
        if (options.Path is null) return ReturnWriterAsync(session);
        idleReaders.Push(session);
        reading.Release();
        return ValueTask.CompletedTask;
    }

    private SqliteConnection Connect(string queryOnly)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.Path ?? ":memory:",
            // Not ReadOnly, which would leave the files of an empty write-ahead log behind.
            Mode = options.ReadOnly ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            // The provider sleeps and tries again until this many seconds; waiting is left to busy_timeout.
            DefaultTimeout = 1,
        }.ToString());
        try
        {
            connection.Open();
            KeepPlans(connection);
            using var tune = connection.CreateCommand();
            tune.CommandText = Tuning(queryOnly);
            tune.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Else SQLite plans a statement anew whenever the value of its LIMIT, or one that is compared with a partial index,
    // is bound: all that a prepared statement is to save.
    private static void KeepPlans(SqliteConnection connection) =>
        raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);

    private string Synchronous => options.Durability switch
    {
        SqliteDurability.Process => "NORMAL",
        SqliteDurability.Power => "FULL",
        SqliteDurability.Scratch => "OFF",
        _ => throw new ArgumentException($"SqliteOptions.Durability is {options.Durability}; no such level is known."),
    };

    // 64 MiB of write-ahead log between two checkpoints: a page that changes often is written back once. Deleted rows
    // are zeroed where they stand, and free pages too.
    private string Tuning(string queryOnly) =>
        $"""
        PRAGMA busy_timeout = {(long)options.BusyTimeout.TotalMilliseconds};
        PRAGMA {(options.ReadOnly ? "journal_mode" : "journal_mode = WAL")};
        PRAGMA synchronous = {Synchronous};
        PRAGMA foreign_keys = ON;
        PRAGMA secure_delete = ON;
        PRAGMA wal_autocheckpoint = {(options.CheckpointsApart ? 0 : 16_384)};
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -{options.CacheMegabytes * 1_024};
        PRAGMA mmap_size = 268435456;
        PRAGMA temp_store = MEMORY;
        PRAGMA query_only = {(options.ReadOnly ? "ON" : queryOnly)};
        """;
}
