using RetrainGrains.Storage.Sql;

namespace RetrainGrains.Storage.Postgres;

/// <summary>
/// The shared database of many processes. When it is away, every method throws <see cref="DatabaseAwayException"/>
/// within the retry budget; when it is back, the next call works.
/// </summary>
public sealed class PostgresDatabase : SqlDatabase
{
    private PostgresDatabase(PostgresSessions sessions)
        : base(sessions, PostgresDialect.Instance)
    {
    }

    /// <summary>Connects at the first use; call <see cref="SqlDatabase.MigrateAsync"/> before any other.</summary>
    public static PostgresDatabase Open(PostgresOptions options)
    {
        options.Validate();
        return new PostgresDatabase(new PostgresSessions(options));
    }
}
