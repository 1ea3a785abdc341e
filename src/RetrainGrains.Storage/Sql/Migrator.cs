namespace RetrainGrains.Storage.Sql;

/// <summary>Brings a database to the schema this program knows, or says why it must not touch it.</summary>
internal sealed class Migrator(SqlSessions sessions, IReadOnlyList<Migration> known)
{
    private sealed record Applied(long Version, string Name, string Checksum);

    public async Task MigrateAsync(CancellationToken cancellation)
    {
        await sessions.WriteAsync(
            async session =>
            {
                await session.Dialect.LockSchemaAsync(session, cancellation);
                return await session.ExecuteAsync(
                    $"""
                    CREATE TABLE IF NOT EXISTS schema_migrations (
                      version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)
                    """, cancellation);
            },
            cancellation);
        foreach (var migration in known)
        {
            await sessions.WriteAsync(session => ApplyAsync(session, migration, cancellation), cancellation);
        }
    }

    // Reads what was applied again in each transaction: another process may be migrating too.
    private async Task<bool> ApplyAsync(SqlSession session, Migration migration, CancellationToken cancellation)
    {
        await session.Dialect.LockSchemaAsync(session, cancellation);
        var applied = await session.QueryAsync(
            $"SELECT version, name, checksum FROM schema_migrations ORDER BY version",
            row => new Applied(row.GetInt64(0), row.GetString(1), row.GetString(2)), cancellation);
        RefuseForeign(applied);
        if (applied.Exists(row => row.Version == migration.Version))
        {
            return false;
        }
        await session.ExecuteScriptAsync(migration.Script, cancellation);
        await session.ExecuteAsync(
            $"""
            INSERT INTO schema_migrations (version, name, checksum)
            VALUES ({migration.Version}, {migration.Name}, {migration.Checksum})
            """, cancellation);
        return true;
    }

    private void RefuseForeign(List<Applied> applied)
    {
        foreach (var row in applied)
        {
            var ours = known.FirstOrDefault(migration => migration.Version == row.Version);
            if (ours is null)
            {
                throw new InvalidOperationException(
                    $"The database has migration {row.Name}, newer than the last one known here, {known[^1].Name}. " +
                    "Use the program version that wrote it, or a later one.");
            }
            if (ours.Checksum != row.Checksum)
            {
                throw new InvalidOperationException(
                    $"The database was made by another text of migration {row.Name}: its checksum is {row.Checksum}, " +
                    $"ours is {ours.Checksum}. A published migration must not change.");
            }
        }
    }
}
