namespace RetrainGrains.Storage.Sql;

/// <summary>Brings a database to the schema this program knows, or says why it must not touch it.</summary>
internal sealed class Migrator(SqlSessions sessions, IReadOnlyList<Migration> known)
{
    private sealed record Applied(long Version, string Name, string Checksum);

    public async Task MigrateAsync(CancellationToken cancellation)
    {
        await CreateTableAsync(cancellation);
        foreach (var migration in known)
        {
            await sessions.WriteAsync(session => ApplyAsync(session, migration, cancellation), cancellation);
        }
    }

    /// <summary>Returns true when a copy into this database has begun and not ended.</summary>
    public async Task<bool> IsMarkedAsync(CancellationToken cancellation) =>
        (await sessions.ReadAsync(session => AppliedIfAnyAsync(session, cancellation), cancellation))
        .Exists(row => row.Version == CopyMark.Version);

    /// <summary>Refuses a database whose schema is not exactly the one that this program knows.</summary>
    public async Task RequireCurrentAsync(string which, bool mayBeMarked, CancellationToken cancellation)
    {
        var applied = await sessions.ReadAsync(session => AppliedIfAnyAsync(session, cancellation), cancellation);
        applied.RemoveAll(row => mayBeMarked && row.Version == CopyMark.Version);
        RefuseForeign(applied);
        if (applied.Count != known.Count)
        {
            throw new InvalidOperationException(
                $"The {which} has schema {applied.LastOrDefault()?.Name ?? "none"}; it must be {known[^1].Name}.");
        }
    }

    private Task CreateTableAsync(CancellationToken cancellation) => sessions.WriteAsync(
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

    private static Task<List<Applied>> AppliedAsync(SqlSession session, CancellationToken cancellation) =>
        session.QueryAsync(
            $"SELECT version, name, checksum FROM schema_migrations ORDER BY version",
            row => new Applied(row.GetInt64(0), row.GetString(1), row.GetString(2)), cancellation);

    // Only looks: it may be the database of another program.
    private static async Task<List<Applied>> AppliedIfAnyAsync(SqlSession session, CancellationToken cancellation) =>
        await session.FindAsync($"SELECT 1 FROM {session.Dialect.MigrationsTable}", _ => true, cancellation)
            ? await AppliedAsync(session, cancellation)
            : [];

    // Reads what was applied again in each transaction: another process may be migrating too.
    private async Task<bool> ApplyAsync(SqlSession session, Migration migration, CancellationToken cancellation)
    {
        await session.Dialect.LockSchemaAsync(session, cancellation);
        var applied = await AppliedAsync(session, cancellation);
        RefuseForeign(applied);
        if (applied.Exists(row => row.Version == migration.Version)) return false;
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
            if (row.Version == CopyMark.Version)
            {
                throw new InvalidOperationException(
                    "A copy into this database has begun and not ended well. Copy into it again before it is used.");
            }
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
