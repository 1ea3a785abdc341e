namespace RetrainGrains.Storage.Sql;

/// <summary>The store of due times in SQL.</summary>
internal sealed class SqlScheduleStore(SqlSessions sessions) : IScheduleStore
{
    public async Task<IReadOnlyList<ScheduleRow>> DueAsync(
        int shard, DateTimeOffset now, int limit, CancellationToken cancellation)
    {
        Bounds.Limit(limit);
        return await sessions.ReadAsync(
            session => session.QueryAsync(
                $"""
                SELECT model_id, due_at FROM schedules WHERE shard = {shard} AND due_at <= {now}
                ORDER BY due_at, model_id LIMIT {limit}
                """, row => new ScheduleRow(row.GetString(0), shard, row.Instant(1)), cancellation),
            cancellation);
    }

    public Task<DateTimeOffset?> NextDueAsync(int shard, CancellationToken cancellation) => sessions.ReadAsync(
        session => session.FindAsync(
            $"SELECT MIN(due_at) FROM schedules WHERE shard = {shard}", row => row.InstantOrNull(0), cancellation),
        cancellation);

    public Task PostponeAsync(string modelId, DateTimeOffset dueAt, CancellationToken cancellation) =>
        sessions.WriteAsync(
            session => session.ExecuteAsync(
                $"UPDATE schedules SET due_at = {dueAt} WHERE model_id = {modelId}", cancellation),
            cancellation);
}
