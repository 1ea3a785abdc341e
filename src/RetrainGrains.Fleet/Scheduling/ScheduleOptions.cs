namespace RetrainGrains.Fleet.Scheduling;

/// <summary>How shards wake their models.</summary>
public sealed record ScheduleOptions
{
    /// <summary>
    /// How often the durable reminder makes sure that a shard is awake; Orleans allows no less than a minute.
    /// </summary>
    public TimeSpan ReminderPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Models of a shard that are woken at the same time; the others wait their turn.</summary>
    public int Concurrency { get; init; } = 32;

    /// <summary>When a model that could not be woken is tried again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Models a shard holds in memory; a fleet that needs more needs more shards.</summary>
    public int ModelsPerShardMax { get; init; } = 100_000;
}
