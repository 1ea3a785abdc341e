using System.Globalization;
using Orleans.Concurrency;

namespace RetrainGrains.Fleet.Contracts;

/// <summary>
/// Checks the due models of one shard; the key is the shard's number. There is one reminder for a shard, not one for a
/// model: a hundred thousand reminders would not hold (dotnet/orleans#9718, #9586).
/// </summary>
public interface IScheduleGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes sure that the shard is active; called by its durable reminder and at a start. One shard also carries out
    /// effects that were left undone anywhere.
    /// </summary>
    [AlwaysInterleave]
    Task Remind();

    /// <summary>Takes in a model that has joined the shard, or is due at another time than before.</summary>
    [AlwaysInterleave]
    Task Join(string modelId, DateTimeOffset dueAt);
}

/// <summary>The shards of the schedule. A model's shard never changes, and is the same on every machine.</summary>
public static class Shards
{
    /// <summary>
    /// The number of shards: enough to spread over a cluster, few enough to list. Changing it needs a migration of the
    /// schedules.
    /// </summary>
    public const int Count = 16;

    public static int Of(string modelId) => (int)(Domain.Primitives.FixedShare.Of(modelId) * Count);

    public static string Key(int shard) => shard.ToString(CultureInfo.InvariantCulture);
}
