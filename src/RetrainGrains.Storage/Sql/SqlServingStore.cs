namespace RetrainGrains.Storage.Sql;

/// <summary>The serving table in SQL.</summary>
internal sealed class SqlServingStore(SqlSessions sessions) : IServingStore
{
    public async Task<IReadOnlyList<ServingChange>> ChangedSinceAsync(
        long epoch, int limit, CancellationToken cancellation)
    {
        Bounds.Limit(limit);
        return await sessions.ReadAsync(
            session => session.QueryAsync(
                $"""
                SELECT epoch, revision, model_id, version, artifact_id, plan FROM serving
                WHERE epoch > {epoch} ORDER BY epoch LIMIT {limit}
                """,
                row => new ServingChange(row.GetInt64(0), row.GetInt64(1), new ServingRow(
                    row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5))),
                cancellation),
            cancellation);
    }
}
