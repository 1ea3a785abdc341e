using System.Data.Common;

namespace RetrainGrains.Storage.Sql;

/// <summary>The outbox of unconfirmed effects in SQL.</summary>
internal sealed class SqlOutbox(SqlSessions sessions) : IOutbox
{
    public async Task<IReadOnlyList<OutboxRow>> PendingAsync(
        string? modelId, DateTimeOffset now, int limit, CancellationToken cancellation)
    {
        Bounds.Limit(limit);
        return await sessions.ReadAsync(
            session => session.QueryAsync(Pending(modelId, now, limit), ToRow, cancellation), cancellation);
    }

    public Task CompleteAsync(long id, CancellationToken cancellation) => sessions.WriteAsync(
        session => session.ExecuteAsync($"DELETE FROM outbox WHERE id = {id}", cancellation), cancellation);

    public Task RetryAsync(long id, DateTimeOffset notBefore, CancellationToken cancellation) => sessions.WriteAsync(
        session => session.ExecuteAsync(
            $"UPDATE outbox SET attempts = attempts + 1, not_before = {notBefore} WHERE id = {id}", cancellation),
        cancellation);

    private static FormattableString Pending(string? modelId, DateTimeOffset now, int limit) => modelId is null
        ? $"""
          SELECT id, model_id, kind, body, created_at, attempts FROM outbox
          WHERE not_before <= {now} ORDER BY not_before, id LIMIT {limit}
          """
        : (FormattableString)$"""
          SELECT id, model_id, kind, body, created_at, attempts FROM outbox
          WHERE model_id = {modelId} AND not_before <= {now} ORDER BY not_before, id LIMIT {limit}
          """;

    private static OutboxRow ToRow(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Instant(4), row.GetInt32(5));
}
