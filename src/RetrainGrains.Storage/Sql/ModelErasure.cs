namespace RetrainGrains.Storage.Sql;

/// <summary>The erasure of a model inside its transaction: every row that names it, the model's own last.</summary>
internal static class ModelErasure
{
    public static async Task<bool> RunAsync(SqlSession session, string modelId, CancellationToken cancellation)
    {
        // Locked first, as a commit does it: neither is half done when the other begins.
        var found = await session.FindAsync<long?>(
            $"SELECT revision FROM models WHERE model_id = {modelId} {session.Dialect.ForUpdate}",
            row => row.GetInt64(0), cancellation);
        if (found is null) return false;
        FormattableString[] statements =
        [
            $"DELETE FROM serving WHERE model_id = {modelId}",
            $"DELETE FROM file_imports WHERE model_id = {modelId}",
            $"DELETE FROM schedules WHERE model_id = {modelId}",
            $"DELETE FROM outbox WHERE model_id = {modelId}",
            $"DELETE FROM requests WHERE model_id = {modelId}",
            $"DELETE FROM windows WHERE model_id = {modelId}",
            $"DELETE FROM ledger WHERE model_id = {modelId}",
            $"DELETE FROM challengers WHERE run_id IN (SELECT run_id FROM runs WHERE model_id = {modelId})",
            $"DELETE FROM runs WHERE model_id = {modelId}",
            $"DELETE FROM models WHERE model_id = {modelId}",
        ];
        foreach (var statement in statements) await session.ExecuteAsync(statement, cancellation);
        return true;
    }
}
