namespace RetrainGrains.Storage;

/// <summary>An effect to carry out after its commit, at least once.</summary>
public sealed record OutboxAppend(string Kind, string Body);

/// <summary>A stored effect that is not confirmed yet.</summary>
public sealed record OutboxRow(
    long Id, string ModelId, string Kind, string Body, DateTimeOffset CreatedAt, int Attempts);

/// <summary>The effects that were committed with a decision and are repeated until they are confirmed.</summary>
public interface IOutbox
{
    /// <summary>
    /// Lists the effects due at <paramref name="now"/>, of one model or (null) of all; longest due first.
    /// </summary>
    Task<IReadOnlyList<OutboxRow>> PendingAsync(
        string? modelId, DateTimeOffset now, int limit, CancellationToken cancellation = default);

    /// <summary>Forgets an effect that was carried out; again is harmless.</summary>
    Task CompleteAsync(long id, CancellationToken cancellation = default);

    /// <summary>Counts a failed attempt and holds the effect back until <paramref name="notBefore"/>.</summary>
    Task RetryAsync(long id, DateTimeOffset notBefore, CancellationToken cancellation = default);
}
