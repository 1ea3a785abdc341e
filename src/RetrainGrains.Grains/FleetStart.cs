namespace RetrainGrains.Grains;

/// <summary>
/// Brings a fleet to life after a start: shards, unfinished runs, and effects that were not carried out.
/// </summary>
public static class FleetStart
{
    private const int PendingMax = 10_000;

    public static async Task WakeAsync(IGrainFactory grains, IDatabase database, DateTimeOffset now)
    {
        for (var shard = 0; shard < Shards.Count; shard++)
        {
            await grains.GetGrain<IScheduleGrain>(Shards.Key(shard)).Arm();
        }
        await DeliverAsync(grains, database, now);
        await grains.GetGrain<ITrainingQueueGrain>(ITrainingQueueGrain.Key).Describe();
    }

    /// <summary>Activates models whose effects are due: they carry out what their predecessors left.</summary>
    public static async Task DeliverAsync(IGrainFactory grains, IDatabase database, DateTimeOffset now)
    {
        foreach (var modelId in (await database.Outbox.PendingAsync(null, now, PendingMax))
            .Select(effect => effect.ModelId).Distinct())
        {
            await grains.GetGrain<IModelGrain>(modelId).Describe();
        }
    }
}
