using RetrainGrains.Storage.Postgres;
using RetrainGrains.Storage.Sqlite;
using RetrainGrains.Storage.Tests.Postgres;

namespace RetrainGrains.Storage.Tests;

/// <summary>A home that several connections, and processes, can reach at the same time.</summary>
public abstract class SharedDatabaseHome : DatabaseHome
{
    private const string SqliteScheme = "sqlite:";
    private const string PostgresScheme = "postgres:";

    /// <summary>The address at which another process finds the same database.</summary>
    public abstract string Address { get; }

    /// <summary>Opens what a home in another process has named by its address.</summary>
    public static IDatabase OpenAt(string address) => address.StartsWith(SqliteScheme, StringComparison.Ordinal)
        ? SqliteDatabase.Open(new SqliteOptions { Path = address[SqliteScheme.Length..] })
        : PostgresDatabase.Open(PostgresServer.Patient(address[PostgresScheme.Length..]));

    /// <summary>Runs SQL past the stores, as an intruder or another program version would.</summary>
    public abstract void Execute(string sql);

    /// <summary>Returns when no transaction of a process that was killed goes on behind its back.</summary>
    public virtual void AwaitLastWrites()
    {
    }

    protected static string SqliteAt(string path) => SqliteScheme + path;

    protected static string PostgresAt(string connectionString) => PostgresScheme + connectionString;
}
