using System.Data.Common;
using System.Text.Json;
using Npgsql;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage;
using RetrainGrains.Storage.Postgres;
using RetrainGrains.Storage.Sql;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Cli.Terminal;

/// <summary>
/// A database as an option names it: a SQLite file or a connection string; what is shown never holds a password.
/// </summary>
internal sealed class DatabaseSide(string option, string text)
{
    // A page of large artifacts takes longer to read than any statement of a server may.
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromMinutes(30);

    // Nobody waits for the locks of an operator's command, as a fleet does for a server's: on a busy machine it may be
    // silent for longer than a server before the database ends its transaction, and it may take longer to connect.
    private static readonly TimeSpan SilenceMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly bool isConnection = IsConnection(text);

    // A full path: SQLite takes some other names for something else than a file.
    private string File => Path.GetFullPath(text);

    /// <summary>
    /// Returns true when the text has one of the marks without which no server can be named, even where it cannot be
    /// read.
    /// </summary>
    public static bool IsConnection(string text) =>
        text.Contains('=') || text.Contains("://", StringComparison.Ordinal);

    public override string ToString() => !isConnection ? File
        : ReadConnection() is { } parts ? $"PostgreSQL {parts.Database} on {parts.Host}" : "…";

    public IEnumerable<Problem> CheckSource() => isConnection ? CheckConnection()
        : System.IO.File.Exists(text) ? [] : [Problem.Of(option, text, "must be a SQLite file that exists")];

    public IEnumerable<Problem> CheckTarget() => isConnection ? CheckConnection()
        : !Path.EndsInDirectorySeparator(text) && Directory.Exists(Path.GetDirectoryName(File)) ? []
        : [Problem.Of(option, text, "must be a file in a folder that exists, or a connection string")];

    public SqlDatabase Open(bool readOnly) => isConnection
        ? PostgresDatabase.Open(new PostgresOptions
        {
            ConnectionString = text,
            StatementTimeout = StatementTimeout,
            SilenceMax = SilenceMax,
            ConnectTimeout = ConnectTimeout,
            RetryBudget = ConnectTimeout,
        })
        : SqliteDatabase.Open(new SqliteOptions { Path = File, ReadOnly = readOnly });

    /// <summary>Takes the lock of a file that is to be written; a database of PostgreSQL needs none.</summary>
    public DatabaseLock? Take() => isConnection ? null : DatabaseLock.Take(File);

    /// <summary>Reads from it and writes nothing; null, with the problem, where it is no server's database.</summary>
    public async Task<T?> ReadAsync<T>(Func<SqlDatabase, Task<T?>> read, List<Problem> problems) where T : class
    {
        try
        {
            await using var database = Open(readOnly: true);
            return await read(database);
        }
        catch (Exception error) when (error is DbException or DatabaseAwayException or IOException or JsonException
            or InvalidOperationException or UnauthorizedAccessException)
        {
            problems.Add(Problem.Of(
                option, this, $"must be one that a server of this version has used: {error.Message}"));
            return null;
        }
    }

    private IEnumerable<Problem> CheckConnection()
    {
        if (ReadConnection() is not { Host.Length: > 0, Database.Length: > 0 })
        {
            yield return Problem.Of(option, this,
                "must be a connection string with a host and a database, such as "
                + "Host=db;Database=fleet;Username=fleet; a value that holds ; or = needs quotes");
        }
    }

    // What the driver has to say of a text that it cannot read might repeat a part of the password.
    private NpgsqlConnectionStringBuilder? ReadConnection()
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or KeyNotFoundException)
        {
            return null;
        }
    }
}
