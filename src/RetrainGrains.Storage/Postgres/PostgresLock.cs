using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Postgres;

/// <summary>The advisory locks for work that one process at a time may do; they end with their transaction.</summary>
internal static class PostgresLock
{
    /// <summary>The lock for changing the schema.</summary>
    public const int Schema = 1;

    /// <summary>The lock for adding partitions.</summary>
    public const int Partitions = 2;

    // «RGrn» in ASCII, to stay apart from other programs that lock in the same database.
    private const int Space = 0x5247726e;

    public static Task TakeAsync(SqlSession session, int what, CancellationToken cancellation) =>
        session.ExecuteAsync($"SELECT pg_advisory_xact_lock({Space}, {what})", cancellation);
}
