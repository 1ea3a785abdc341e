namespace RetrainGrains.Storage.Sql;

/// <summary>The row that stands for all of a model's observations; locking it makes their sequence gap-free.</summary>
internal sealed record ObservationLogRow(long LogId, long LastSequence)
{
    public static async Task<ObservationLogRow> LockAsync(
        SqlSession session, string modelId, CancellationToken cancellation)
    {
        if (await FindAsync(session, modelId, cancellation) is { } row) return row;
        await session.ExecuteAsync(
            $"INSERT INTO observation_logs (model_id) VALUES ({modelId}) ON CONFLICT DO NOTHING", cancellation);
        return await FindAsync(session, modelId, cancellation)
            ?? throw new InvalidOperationException($"The log of model '{modelId}' was made, but is not there.");
    }

    private static Task<ObservationLogRow?> FindAsync(
        SqlSession session, string modelId, CancellationToken cancellation) => session.FindAsync(
            $"""
            SELECT log_id, last_sequence FROM observation_logs
            WHERE model_id = {modelId} {session.Dialect.ForUpdate}
            """, row => new ObservationLogRow(row.GetInt64(0), row.GetInt64(1)), cancellation);
}
