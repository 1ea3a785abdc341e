using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Sqlite;

/// <summary>
/// The embedded database. Every method does its work on the caller's thread and returns a completed task, unless it has
/// to wait for another caller: a single-threaded simulation stays deterministic.
/// </summary>
public sealed class SqliteDatabase : SqlDatabase
{
    private SqliteDatabase(SqliteSessions sessions)
        : base(sessions, SqliteDialect.Instance)
    {
    }

    /// <summary>Opens or creates it; call <see cref="SqlDatabase.MigrateAsync"/> before the first use.</summary>
    public static SqliteDatabase Open(SqliteOptions options)
    {
        options.Validate();
        return new SqliteDatabase(new SqliteSessions(options));
    }

    /// <summary>
    /// Writes what was committed from the log back to the file, beside readers and writers; one call at a time. Does
    /// nothing unless <see cref="SqliteOptions.CheckpointsApart"/>.
    /// </summary>
    public Task CheckpointAsync(CancellationToken cancellation = default) =>
        ((SqliteSessions)Sessions).CheckpointAsync(cancellation);
}
