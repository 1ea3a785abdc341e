using System.Globalization;
using Orleans.Concurrency;

namespace RetrainGrains.Fleet.Contracts;

/// <summary>
/// ScheduledChecks the due models of one shard; the key is the shard's number. One reminder a shard, not one a model: a hundred
/// thousand reminders would not hold (dotnet/orleans#9718, #9586).
/// </summary>
public interface IScheduleGrain : IGrainWithStringKey
{
    /// <summary>
    /// The durable reminder's call, and a start's: makes sure that the shard is awake. One shard also looks after
    /// effects that were left undone anywhere.
    /// </summary>
    [AlwaysInterleave]
    Task Remind();

    /// <summary>A model has joined the shard, or wants to be woken at another time.</summary>
    [AlwaysInterleave]
    Task Join(string modelId, DateTimeOffset dueAt);
}

/// <summary>Which shard a model belongs to: fixed, the same on every machine.</summary>
public static class Shards
{
    /// <summary>
    /// Enough to spread over a cluster, few enough to list. Changing it needs a migration of the schedules.
    /// </summary>
    public const int Count = 16;

    public static int Of(string modelId) => (int)(Domain.Primitives.FixedShare.Of(modelId) * Count);

    public static string Key(int shard) => shard.ToString(CultureInfo.InvariantCulture);
}
