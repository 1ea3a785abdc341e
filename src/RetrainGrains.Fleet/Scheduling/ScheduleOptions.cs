namespace RetrainGrains.Fleet.Scheduling;

/// <summary>The settings of the shards that check models when they are due.</summary>
public sealed record ScheduleOptions
{
    /// <summary>
    /// The period at which the durable reminder makes sure that a shard is active; Orleans allows no less than a
    /// minute.
    /// </summary>
    public TimeSpan ReminderPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The models of a shard that are checked at the same time; the others wait.</summary>
    public int Concurrency { get; init; } = 32;

    /// <summary>The pause before a model that could not be checked is tried again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The most models a shard holds in memory; a fleet that needs more needs more shards.</summary>
    public int ModelsPerShardMax { get; init; } = 100_000;
}
