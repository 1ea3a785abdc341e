namespace RetrainGrains.Storage;

/// <summary>
/// A model as stored: <paramref name="State"/> is the lifecycle state as JSON, <paramref name="LearnedState"/> what it
/// has learned from outcomes, stored <paramref name="LearnedCount"/> times so far.
/// </summary>
public sealed record ModelRow(
    string ModelId, long Revision, string ModelType, string State, byte[]? LearnedState, long LearnedCount,
    DateTimeOffset UpdatedAt);

/// <summary>A command that was carried out once, and what was answered.</summary>
public sealed record RequestRow(string RequestId, string Answer);

/// <summary>An hour of one model's window summaries, as bytes that the domain understands.</summary>
public sealed record WindowRow(long Hour, byte[] Body);

/// <summary>The model rows, their ledger, their windows and the requests that changed them.</summary>
public interface IModelStore
{
    /// <summary>
    /// The number of a model's latest requests that are remembered; older ones are no longer recognised.
    /// </summary>
    const int RequestsKept = 1_000;

    Task<ModelRow?> FindAsync(string modelId, CancellationToken cancellation = default);

    /// <summary>
    /// Lists the models after <paramref name="afterId"/> in id order, at most <paramref name="limit"/>.
    /// </summary>
    Task<IReadOnlyList<ModelRow>> ListAsync(string? afterId, int limit, CancellationToken cancellation = default);

    /// <summary>
    /// Lists the models whose stored state has a text, in id order, without what they have learned. It reads the states
    /// of all models after <paramref name="afterId"/>: for commands that people give now and then.
    /// </summary>
    Task<IReadOnlyList<ModelRow>> WithStateLikeAsync(
        string text, string? afterId, int limit, CancellationToken cancellation = default);

    /// <summary>Counts the models: one pass over an index.</summary>
    Task<long> CountAsync(CancellationToken cancellation = default);

    /// <summary>Commits by compare-and-set on the revision; anything but a commit stores nothing.</summary>
    Task<CommitResult> CommitAsync(ModelCommit commit, CancellationToken cancellation = default);

    /// <summary>
    /// Repairs facts of the model's observations, and commits what the decision on the rows that it changed is, in one
    /// transaction: when that does not commit, the facts stay as they were. The decision must change nothing itself.
    /// </summary>
    Task<CommitResult> RepairAsync(
        string modelId, FactRepair repair, Func<RepairedFacts, ModelCommit> decide,
        CancellationToken cancellation = default);

    /// <summary>
    /// Overwrites a piece of what the database's files keep of erased rows, from a part of them on, 0 at first; others
    /// write between two pieces.
    /// </summary>
    Task<Overwriting> OverwriteErasedAsync(long from, CancellationToken cancellation = default);

    /// <summary>The ledger from <paramref name="fromSequence"/> up, at most <paramref name="limit"/> rows.</summary>
    Task<IReadOnlyList<LedgerRow>> LedgerAsync(
        string modelId, long fromSequence, int limit, CancellationToken cancellation = default);

    /// <summary>Recomputes a model's chain from its first line to its head; names the first broken line.</summary>
    Task<LedgerVerification> VerifyLedgerAsync(string modelId, CancellationToken cancellation = default);

    /// <summary>
    /// Computes one SHA-256 over the last hash of every model, in id order: equal ledgers, equal hash.
    /// </summary>
    Task<string> LedgerHashAsync(CancellationToken cancellation = default);

    Task<IReadOnlyList<WindowRow>> WindowsAsync(
        string modelId, long fromHour, CancellationToken cancellation = default);

    Task<RequestRow?> FindRequestAsync(string modelId, string requestId, CancellationToken cancellation = default);

    /// <summary>
    /// Erases a model with its ledger, windows, requests, runs, schedule, effects and serving row; false when there is
    /// none. Its observations are in a log of their own, and artifacts may be others' too: both are kept.
    /// </summary>
    Task<bool> EraseAsync(string modelId, CancellationToken cancellation = default);
}
