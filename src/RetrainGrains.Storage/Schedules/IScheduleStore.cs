namespace RetrainGrains.Storage;

/// <summary>The time at which a model is due, with its shard.</summary>
public sealed record ScheduleRow(string ModelId, int Shard, DateTimeOffset DueAt);

/// <summary>The due times of all models, by shard.</summary>
public interface IScheduleStore
{
    /// <summary>Lists the models of the shard due at or before <paramref name="now"/>, earliest first.</summary>
    Task<IReadOnlyList<ScheduleRow>> DueAsync(
        int shard, DateTimeOffset now, int limit, CancellationToken cancellation = default);

    /// <summary>The earliest due time in the shard, or null when it has no model.</summary>
    Task<DateTimeOffset?> NextDueAsync(int shard, CancellationToken cancellation = default);

    /// <summary>Moves a model that could not be checked, so that it does not hold up its shard.</summary>
    Task PostponeAsync(string modelId, DateTimeOffset dueAt, CancellationToken cancellation = default);
}
