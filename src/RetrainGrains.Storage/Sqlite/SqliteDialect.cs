using System.Data.Common;
using Microsoft.Data.Sqlite;
using RetrainGrains.Storage.Sql;
using SQLitePCL;

namespace RetrainGrains.Storage.Sqlite;

/// <summary>
/// The dialect of SQLite, which has one writer at a time, taken when the transaction begins, so nothing else needs a
/// lock.
/// </summary>
internal sealed class SqliteDialect : SqlDialect
{
    public static readonly SqliteDialect Instance = new();

    public override string Name => "Sqlite";

    public override SqlText BeginWrite { get; } = new("BEGIN IMMEDIATE");

    public override SqlText ForUpdate { get; } = new("");

    public override SqlText Uuid { get; } = new("TEXT");

    public override SqlText MigrationsTable { get; } = new("sqlite_schema WHERE name = 'schema_migrations'");

    public override IObservationRows Observations { get; } = new SqliteObservationRows();

    public override ITableRows Tables { get; } = new SqliteTableRows();

    public override Task LockSchemaAsync(SqlSession session, CancellationToken cancellation) => Task.CompletedTask;

    public override bool IsInTransaction(DbConnection connection) =>
        raw.sqlite3_get_autocommit(((SqliteConnection)connection).Handle) == 0;
}
