using System.Data.Common;
using RetrainGrains.Server.Options;
using RetrainGrains.Storage;
using RetrainGrains.Storage.Postgres;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Server.Hosting;

/// <summary>The database that the options name, brought to the newest schema; a file with its lock.</summary>
internal static class DatabaseOpening
{
    public static async Task<(IDatabase Database, DatabaseLock? Taken)> OpenAsync(
        ServerOptions options, CancellationToken cancellation)
    {
        IDatabase? database = null;
        DatabaseLock? taken = null;
        try
        {
            if (options.Connection is null) taken = DatabaseLock.Take(options.Database);
            database = options.Connection is { } connection
                ? PostgresDatabase.Open(new PostgresOptions { ConnectionString = connection })
                : OpenFile(options);
            await database.MigrateAsync(cancellation);
            return (database, taken);
        }
        catch (Exception error)
        {
            if (database is not null) await database.DisposeAsync();
            taken?.Dispose();
            if (IsUnusable(error)) throw new DatabaseUnusableException(error);
            throw;
        }
    }

    /// <summary>Describes the database as it may be shown: without the password.</summary>
    public static string Describe(ServerOptions options)
    {
        if (options.Connection is null) return Path.GetFullPath(options.Database);
        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = options.Connection;
        }
        catch (ArgumentException)
        {
            return "What the connection string names";
        }
        string? Part(string name) => parts.TryGetValue(name, out var value) ? value.ToString() : null;
        return $"PostgreSQL {Part("Database")} on {Part("Host")}";
    }

    private static SqliteDatabase OpenFile(ServerOptions options) => SqliteDatabase.Open(new SqliteOptions
    {
        Path = options.Database,
        Durability = options.Durability,
        CheckpointsApart = true,
    });

    private static bool IsUnusable(Exception error) => error is IOException or UnauthorizedAccessException
        or DbException or InvalidDataException or InvalidOperationException or ArgumentException
        or DatabaseAwayException;
}

/// <summary>The database could not be opened, created, reached or migrated.</summary>
internal sealed class DatabaseUnusableException(Exception inner) : Exception(inner.Message, inner);
