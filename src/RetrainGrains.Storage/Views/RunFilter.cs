namespace RetrainGrains.Storage;

/// <summary>The wanted runs: those planned from <see cref="From"/> on and before <see cref="To"/>.</summary>
public sealed record RunFilter
{
    /// <summary>The only model; null: all.</summary>
    public string? ModelId { get; init; }

    /// <summary>The only type of models; null: all.</summary>
    public string? ModelType { get; init; }

    /// <summary>The only state, such as finished; null: all.</summary>
    public string? State { get; init; }

    /// <summary>The only cause, such as drift; null: all.</summary>
    public string? Cause { get; init; }

    public DateTimeOffset From { get; init; } = DateTimeOffset.UnixEpoch;
    public DateTimeOffset To { get; init; } = DateTimeOffset.MaxValue;
}

/// <summary>
/// The place of a run in a list, newest first: what follows it was planned before it, or has a lower id.
/// </summary>
public readonly record struct RunPosition(DateTimeOffset PlannedAt, string RunId);
