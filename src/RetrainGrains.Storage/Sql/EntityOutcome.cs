namespace RetrainGrains.Storage.Sql;

/// <summary>An outcome that came by entity and time, at the beginning of its grain.</summary>
internal sealed class EntityOutcome(
    string entity, DateTimeOffset at, double outcome, DateTimeOffset knownAt, bool isWaiting)
{
    public string Entity { get; } = entity;
    public DateTimeOffset At { get; } = at;
    public double Outcome { get; set; } = outcome;
    public DateTimeOffset KnownAt { get; } = knownAt;

    /// <summary>Returns true while no prediction has got it.</summary>
    public bool IsWaiting { get; set; } = isWaiting;
}

/// <summary>The rows of an entity about a span of time: from the first instant on, and before the second.</summary>
internal readonly record struct EntitySpan(string Entity, DateTimeOffset From, DateTimeOffset Before);
