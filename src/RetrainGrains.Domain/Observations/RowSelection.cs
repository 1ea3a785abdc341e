namespace RetrainGrains.Domain.Observations;

/// <summary>
/// A choice of rows: those with the ids, or those of an entity, of a span of time, or of an entity in a span of time.
/// </summary>
public sealed record RowSelection
{
    /// <summary>The prediction ids; empty when rows are chosen otherwise.</summary>
    public ImmutableArray<string> Ids { get; init; } = [];

    /// <summary>The entity; null for rows of any and of none.</summary>
    public string? Entity { get; init; }

    /// <summary>The first time of the span; null for all times before <see cref="Before"/>.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time at which the span has ended; null for all times from <see cref="From"/> on.</summary>
    public DateTimeOffset? Before { get; init; }
}
