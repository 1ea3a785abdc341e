using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RetrainGrains.Storage.Sql;

/// <summary>The store of models, ledgers, windows and requests in SQL.</summary>
internal sealed class SqlModelStore(SqlSessions sessions) : IModelStore
{
    private const int PageRows = 1_000;

    public Task<ModelRow?> FindAsync(string modelId, CancellationToken cancellation) => sessions.ReadAsync(
        session => session.FindAsync(
            $"""
            SELECT model_id, revision, model_type, state, learned_state, learned_count, updated_at FROM models
            WHERE model_id = {modelId}
            """, ToModel, cancellation),
        cancellation);

    public async Task<IReadOnlyList<ModelRow>> ListAsync(string? afterId, int limit, CancellationToken cancellation)
    {
        Bounds.Limit(limit);
        return await sessions.ReadAsync(
            session => session.QueryAsync(
                $"""
                SELECT model_id, revision, model_type, state, learned_state, learned_count, updated_at FROM models
                WHERE model_id > {afterId ?? ""} ORDER BY model_id LIMIT {limit}
                """, ToModel, cancellation),
            cancellation);
    }

    public async Task<IReadOnlyList<ModelRow>> WithStateLikeAsync(
        string text, string? afterId, int limit, CancellationToken cancellation)
    {
        Bounds.Limit(limit);
        var pattern = $"%{text.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_")}%";
        return await sessions.ReadAsync(
            session => session.QueryAsync(
                $"""
                SELECT model_id, revision, model_type, state, NULL, learned_count, updated_at FROM models
                WHERE model_id > {afterId ?? ""} AND state LIKE {pattern} ESCAPE {@"\"} ORDER BY model_id LIMIT {limit}
                """, ToModel, cancellation),
            cancellation);
    }

    public Task<long> CountAsync(CancellationToken cancellation) => sessions.ReadAsync(
        session => session.FindAsync($"SELECT COUNT(*) FROM models", row => row.GetInt64(0), cancellation),
        cancellation);

    public async Task<CommitResult> CommitAsync(ModelCommit commit, CancellationToken cancellation)
    {
        CommitBounds.Check(commit);
        var result = await sessions.WriteAsync(
            session => new ModelTransaction(session, commit, cancellation).RunAsync(), cancellation);
        StorageMeter.Count(commit, result);
        return result;
    }

    public async Task<CommitResult> RepairAsync(
        string modelId, FactRepair repair, Func<RepairedFacts, ModelCommit> decide, CancellationToken cancellation)
    {
        RepairBounds.Check(modelId, repair);
        try
        {
            var (commit, result) = await sessions.WriteAsync(
                session => RepairAsync(session, modelId, repair, decide, cancellation), cancellation);
            StorageMeter.Count(commit, result);
            return result;
        }
        catch (CommitRefusedException refused)
        {
            return refused.Result;
        }
    }

    public Task<Overwriting> OverwriteErasedAsync(long from, CancellationToken cancellation) =>
        sessions.OverwriteAsync(from, cancellation);

    public async Task<IReadOnlyList<LedgerRow>> LedgerAsync(
        string modelId, long fromSequence, int limit, CancellationToken cancellation)
    {
        Bounds.Limit(limit);
        return await sessions.ReadAsync(
            session => session.QueryAsync(
                $"""
                SELECT model_id, sequence, at, kind, body, hash FROM ledger
                WHERE model_id = {modelId} AND sequence >= {fromSequence} ORDER BY sequence LIMIT {limit}
                """, ToLedger, cancellation),
            cancellation);
    }

    public async Task<LedgerVerification> VerifyLedgerAsync(string modelId, CancellationToken cancellation)
    {
        // The head is read first: lines appended meanwhile lie behind it and are not looked at.
        var head = await sessions.ReadAsync(
            session => session.FindAsync(
                $"SELECT ledger_sequence, ledger_hash FROM models WHERE model_id = {modelId}",
                row => new LedgerHead(row.GetInt64(0), row.GetString(1)), cancellation),
            cancellation);
        var walk = new LedgerWalk(modelId, head ?? new LedgerHead(0, LedgerChain.Root(modelId)));
        IReadOnlyList<LedgerRow> page;
        do
        {
            page = await LedgerAsync(modelId, walk.Next, PageRows, cancellation);
        }
        while (walk.Follow(page) && page.Count == PageRows);
        return walk.Finish();
    }

    public async Task<string> LedgerHashAsync(CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var after = "";
        List<(string ModelId, string Hash)> page;
        do
        {
            var from = after;
            page = await sessions.ReadAsync(
                session => session.QueryAsync(
                    $"""
                    SELECT model_id, ledger_hash FROM models
                    WHERE model_id > {from} ORDER BY model_id LIMIT {PageRows}
                    """, row => (row.GetString(0), row.GetString(1)), cancellation),
                cancellation);
            foreach (var model in page)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(
                    string.Create(CultureInfo.InvariantCulture, $"{model.ModelId}\n{model.Hash}\n")));
                after = model.ModelId;
            }
        }
        while (page.Count == PageRows);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public async Task<IReadOnlyList<WindowRow>> WindowsAsync(
        string modelId, long fromHour, CancellationToken cancellation) => await sessions.ReadAsync(
            session => session.QueryAsync(
                $"SELECT hour, body FROM windows WHERE model_id = {modelId} AND hour >= {fromHour} ORDER BY hour",
                row => new WindowRow(row.GetInt64(0), row.Bytes(1)), cancellation),
            cancellation);

    public Task<RequestRow?> FindRequestAsync(string modelId, string requestId, CancellationToken cancellation) =>
        sessions.ReadAsync(
            session => session.FindAsync(
                $"SELECT answer FROM requests WHERE model_id = {modelId} AND request_id = {requestId}",
                row => new RequestRow(requestId, row.GetString(0)), cancellation),
            cancellation);

    public Task<bool> EraseAsync(string modelId, CancellationToken cancellation)
    {
        Bounds.Id(modelId, nameof(modelId));
        return sessions.WriteAsync(session => ModelErasure.RunAsync(session, modelId, cancellation), cancellation);
    }

    // The model before its log, as every commit that touches both.
    private static async Task<(ModelCommit Commit, CommitResult Result)> RepairAsync(
        SqlSession session, string modelId, FactRepair repair, Func<RepairedFacts, ModelCommit> decide,
        CancellationToken cancellation)
    {
        await session.FindAsync<long?>(
            $"SELECT revision FROM models WHERE model_id = {modelId} {session.Dialect.ForUpdate}",
            row => row.GetInt64(0), cancellation);
        var log = await ObservationLogRow.LockAsync(session, modelId, cancellation);
        var commit = decide(await new RepairTransaction(session, log, cancellation).RunAsync(repair));
        CommitBounds.Check(commit);
        var result = await new ModelTransaction(session, commit, cancellation).RunAsync();
        // The facts stay as they were when nothing is committed.
        return result.Committed ? (commit, result) : throw new CommitRefusedException(result);
    }

    private static ModelRow ToModel(DbDataReader row) =>
        new(
        row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.Bytes(4),
        row.GetInt64(5), row.Instant(6));

    private static LedgerRow ToLedger(DbDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.Instant(2), row.GetString(3), row.GetString(4), row.GetString(5));
}

/// <summary>The finding that a commit is not made, which undoes its transaction; it never leaves the store.</summary>
internal sealed class CommitRefusedException(CommitResult result) : Exception
{
    public CommitResult Result { get; } = result;
}
