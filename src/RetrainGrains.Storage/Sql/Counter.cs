namespace RetrainGrains.Storage.Sql;

/// <summary>
/// The numbers that only grow. Taken in a transaction, they become visible in order and may have gaps.
/// </summary>
internal static class Counter
{
    public const string ServingEpoch = "serving_epoch";
    public const string ETag = "etag";
    public const string Tokens = "tokens";

    public static async Task<long> NextAsync(SqlSession session, string name, CancellationToken cancellation)
    {
        var value = await session.FindAsync<long?>(
            $"UPDATE counters SET value = value + 1 WHERE name = {name} RETURNING value",
            row => row.GetInt64(0), cancellation);
        return value ?? throw new InvalidOperationException($"The table counters has no row '{name}'.");
    }
}
