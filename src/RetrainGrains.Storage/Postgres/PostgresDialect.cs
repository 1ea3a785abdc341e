using System.Data;
using System.Data.Common;
using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Postgres;

/// <summary>
/// The dialect of PostgreSQL, which has many writers, each reading what is committed at each statement: a row that a
/// decision rests on is locked when it is read, and a number becomes visible with the row lock it was taken under.
/// </summary>
internal sealed class PostgresDialect : SqlDialect
{
    public static readonly PostgresDialect Instance = new();

    public override string Name => "Postgres";

    public override SqlText BeginWrite { get; } = new("BEGIN ISOLATION LEVEL READ COMMITTED");

    // The lock that an UPDATE takes: foreign keys that point to the row may still be checked.
    public override SqlText ForUpdate { get; } = new("FOR NO KEY UPDATE");

    public override SqlText Uuid { get; } = new("UUID");

    public override SqlText MigrationsTable { get; } =
        new("pg_catalog.pg_class WHERE oid = to_regclass('schema_migrations')");

    public override IObservationRows Observations { get; } = new PostgresObservationRows();

    public override ITableRows Tables { get; } = new PostgresTableRows();

    public override Task LockSchemaAsync(SqlSession session, CancellationToken cancellation) =>
        PostgresLock.TakeAsync(session, PostgresLock.Schema, cancellation);

    // A failed transaction stays open until it is rolled back; only a broken connection ends it.
    public override bool IsInTransaction(DbConnection connection) => connection.State == ConnectionState.Open;
}
