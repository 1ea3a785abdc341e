namespace RetrainGrains.Silo.Hosting.Metrics;

/// <summary>A model store that counts decisions as they are committed, and commits that came too late.</summary>
internal sealed class MeteredModels(IModelStore inner) : IModelStore
{
    public async Task<CommitResult> CommitAsync(ModelCommit commit, CancellationToken cancellation = default)
    {
        var result = await inner.CommitAsync(commit, cancellation);
        if (result.Status == CommitStatus.RevisionMismatch) FleetMeter.Conflicts.Add(1);
        if (!result.Committed) return result;
        foreach (var line in commit.Ledger)
        {
            FleetMeter.Decisions.Add(1, new KeyValuePair<string, object?>("kind", line.Kind));
        }
        return result;
    }

    public Task<ModelRow?> FindAsync(string modelId, CancellationToken cancellation = default) =>
        inner.FindAsync(modelId, cancellation);

    public Task<long> CountAsync(CancellationToken cancellation = default) => inner.CountAsync(cancellation);

    public Task<IReadOnlyList<ModelRow>> ListAsync(
        string? afterId, int limit, CancellationToken cancellation = default) =>
        inner.ListAsync(afterId, limit, cancellation);

    public Task<IReadOnlyList<LedgerRow>> LedgerAsync(
        string modelId, long fromSequence, int limit, CancellationToken cancellation = default) =>
        inner.LedgerAsync(modelId, fromSequence, limit, cancellation);

    public Task<LedgerVerification> VerifyLedgerAsync(string modelId, CancellationToken cancellation = default) =>
        inner.VerifyLedgerAsync(modelId, cancellation);

    public Task<string> LedgerHashAsync(CancellationToken cancellation = default) =>
        inner.LedgerHashAsync(cancellation);

    public Task<IReadOnlyList<WindowRow>> WindowsAsync(
        string modelId, long fromHour, CancellationToken cancellation = default) =>
        inner.WindowsAsync(modelId, fromHour, cancellation);

    public Task<RequestRow?> FindRequestAsync(
        string modelId, string requestId, CancellationToken cancellation = default) =>
        inner.FindRequestAsync(modelId, requestId, cancellation);
}
