namespace RetrainGrains.Storage;

/// <summary>A model as stored: <paramref name="State"/> is the lifecycle state as JSON.</summary>
public sealed record ModelRow(string ModelId, long Revision, string ModelType, string State, DateTimeOffset UpdatedAt);

/// <summary>One line of the append-only ledger; <paramref name="Hash"/> chains it to the line before.</summary>
public sealed record LedgerRow(string ModelId, long Sequence, DateTimeOffset At, string Kind, string Body, string Hash);

/// <summary>A line to append: sequence and hash are given by the store inside the transaction.</summary>
public sealed record LedgerAppend(DateTimeOffset At, string Kind, string Body);

/// <summary>One change of one model: all of it or nothing of it is stored.</summary>
public sealed record ModelCommit
{
    public required string ModelId { get; init; }

    /// <summary>The revision the decision was made on; 0 creates the model.</summary>
    public required long ExpectedRevision { get; init; }
    public required string ModelType { get; init; }
    public required string State { get; init; }
    public required DateTimeOffset At { get; init; }
    public IReadOnlyList<LedgerAppend> Ledger { get; init; } = [];

    /// <summary>Set when the version in service changes.</summary>
    public ServingRow? Serving { get; init; }

    /// <summary>When the model wants to be checked next; null leaves the schedule as it is.</summary>
    public ScheduleRow? Schedule { get; init; }
    public IReadOnlyList<RunRow> NewRuns { get; init; } = [];
    public IReadOnlyList<RunOutcome> RunOutcomes { get; init; } = [];
    public IReadOnlyList<OutboxAppend> Outbox { get; init; } = [];
    public IReadOnlyList<WindowRow> Windows { get; init; } = [];

    /// <summary>Window rows older than this hour are deleted; null keeps all.</summary>
    public long? DropWindowsBefore { get; init; }

    /// <summary>The client's request that caused this change, with the answer to repeat when it comes again.</summary>
    public RequestRow? Request { get; init; }
}

/// <summary>A command that was carried out once, and what was answered.</summary>
public sealed record RequestRow(string RequestId, string Answer);

/// <summary>One hour of one model's window summaries, as bytes that the domain understands.</summary>
public sealed record WindowRow(long Hour, byte[] Body);

/// <summary>How a commit ended: the new revision, or the revision that was found instead of the expected one.</summary>
public readonly record struct CommitResult(bool Committed, long Revision);

/// <summary>The model rows, their ledger and their windows.</summary>
public interface IModelStore
{
    Task<ModelRow?> FindAsync(string modelId, CancellationToken cancellation = default);

    /// <summary>Models after <paramref name="afterId"/> in id order, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<ModelRow>> ListAsync(string? afterId, int limit, CancellationToken cancellation = default);

    /// <summary>Compare-and-set on the revision; on a mismatch nothing is stored.</summary>
    Task<CommitResult> CommitAsync(ModelCommit commit, CancellationToken cancellation = default);

    /// <summary>The ledger from <paramref name="fromSequence"/> up, at most <paramref name="limit"/> rows.</summary>
    Task<IReadOnlyList<LedgerRow>> LedgerAsync(
        string modelId, long fromSequence, int limit, CancellationToken cancellation = default);

    Task<IReadOnlyList<WindowRow>> WindowsAsync(string modelId, long fromHour, CancellationToken cancellation = default);

    Task<RequestRow?> FindRequestAsync(string modelId, string requestId, CancellationToken cancellation = default);
}
