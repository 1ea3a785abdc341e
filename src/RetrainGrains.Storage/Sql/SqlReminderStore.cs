using System.Data.Common;

namespace RetrainGrains.Storage.Sql;

/// <summary>Reminders in SQL, to the millisecond.</summary>
internal sealed class SqlReminderStore(SqlSessions sessions) : IReminderStore
{
    public async Task<IReadOnlyList<ReminderRow>> ListAsync(string? grainId, CancellationToken cancellation) =>
        await sessions.ReadAsync(session => session.QueryAsync(List(grainId), ToRow, cancellation), cancellation);

    public Task<string> UpsertAsync(
        string grainId, string name, DateTimeOffset startAt, TimeSpan period, CancellationToken cancellation)
    {
        Bounds.Id(grainId, nameof(grainId), Bounds.GrainIdLengthMax);
        Bounds.Id(name, nameof(name));
        return sessions.WriteAsync(
            async session =>
            {
                var etag = await Counter.NextAsync(session, Counter.ETag, cancellation);
                await session.ExecuteAsync(
                    $"""
                    INSERT INTO reminders (grain_id, name, start_at, period, etag)
                    VALUES ({grainId}, {name}, {startAt}, {(long)period.TotalMilliseconds}, {etag})
                    ON CONFLICT (grain_id, name) DO UPDATE SET
                      start_at = excluded.start_at, period = excluded.period, etag = excluded.etag
                    """, cancellation);
                return Tag.ToText(etag);
            },
            cancellation);
    }

    public Task<bool> RemoveAsync(string grainId, string name, string? etag, CancellationToken cancellation) =>
        sessions.WriteAsync(
            async session => 1 == await session.ExecuteAsync(
                etag is null
                    ? $"DELETE FROM reminders WHERE grain_id = {grainId} AND name = {name}"
                    : (FormattableString)$"""
                      DELETE FROM reminders
                      WHERE grain_id = {grainId} AND name = {name} AND etag = {Tag.ToNumber(etag)}
                      """, cancellation),
            cancellation);

    private static FormattableString List(string? grainId) => grainId is null
        ? $"SELECT grain_id, name, start_at, period, etag FROM reminders ORDER BY grain_id, name"
        : (FormattableString)$"""
          SELECT grain_id, name, start_at, period, etag FROM reminders WHERE grain_id = {grainId} ORDER BY name
          """;

    private static ReminderRow ToRow(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.Instant(2), TimeSpan.FromMilliseconds(row.GetInt64(3)),
        Tag.ToText(row.GetInt64(4)));
}
