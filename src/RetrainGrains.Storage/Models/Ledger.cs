namespace RetrainGrains.Storage;

/// <summary>A line of the append-only ledger; <paramref name="Hash"/> chains it to the line before.</summary>
public sealed record LedgerRow(string ModelId, long Sequence, DateTimeOffset At, string Kind, string Body, string Hash);

/// <summary>A line to append: sequence and hash are given by the store inside the transaction.</summary>
public sealed record LedgerAppend(DateTimeOffset At, string Kind, string Body);

/// <summary>The result of a walk along a ledger: <paramref name="Problem"/> is null when the chain holds.</summary>
public sealed record LedgerVerification(long Lines, long? BrokenSequence, string? Problem)
{
    public bool Holds => Problem is null;
}
