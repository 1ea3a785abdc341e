namespace RetrainGrains.Storage.Sql;

/// <summary>The store of grain state in SQL.</summary>
internal sealed class SqlGrainStateStore(SqlSessions sessions) : IGrainStateStore
{
    public Task<GrainStateRow?> ReadAsync(string grainId, string stateName, CancellationToken cancellation) =>
        sessions.ReadAsync(
            session => session.FindAsync(
                $"SELECT body, etag FROM grain_state WHERE grain_id = {grainId} AND state_name = {stateName}",
                row => new GrainStateRow(row.GetString(0), Tag.ToText(row.GetInt64(1))), cancellation),
            cancellation);

    public Task<string?> WriteAsync(
        string grainId, string stateName, string? etag, string body, CancellationToken cancellation)
    {
        Bounds.Id(grainId, nameof(grainId), Bounds.GrainIdLengthMax);
        Bounds.Id(stateName, nameof(stateName));
        Bounds.Body(body, nameof(body));
        return sessions.WriteAsync(
            async session =>
            {
                var next = await Counter.NextAsync(session, Counter.ETag, cancellation);
                var written = etag is null
                    ? await session.ExecuteAsync(
                        $"""
                        INSERT INTO grain_state (grain_id, state_name, body, etag)
                        VALUES ({grainId}, {stateName}, {body}, {next}) ON CONFLICT (grain_id, state_name) DO NOTHING
                        """, cancellation)
                    : await session.ExecuteAsync(
                        $"""
                        UPDATE grain_state SET body = {body}, etag = {next}
                        WHERE grain_id = {grainId} AND state_name = {stateName} AND etag = {Tag.ToNumber(etag)}
                        """, cancellation);
                return written == 1 ? Tag.ToText(next) : null;
            },
            cancellation);
    }

    public Task<bool> ClearAsync(string grainId, string stateName, string etag, CancellationToken cancellation) =>
        sessions.WriteAsync(
            async session => 1 == await session.ExecuteAsync(
                $"""
                DELETE FROM grain_state
                WHERE grain_id = {grainId} AND state_name = {stateName} AND etag = {Tag.ToNumber(etag)}
                """, cancellation),
            cancellation);
}
