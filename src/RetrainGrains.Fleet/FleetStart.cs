using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet;

/// <summary>
/// Resumes a fleet after a start: its shards, its unfinished runs, and the effects that were not carried out.
/// </summary>
public static class FleetStart
{
    private const int PendingMax = 10_000;

    public static async Task ResumeAsync(IFleet fleet, IDatabase database, DateTimeOffset now)
    {
        for (var shard = 0; shard < Shards.Count; shard++) await fleet.Schedule(shard).Remind();
        await DeliverAsync(fleet, database, now);
        await fleet.TrainingQueue.Describe();
    }

    /// <summary>Activates models whose effects are due: they carry out what their predecessors left.</summary>
    public static async Task DeliverAsync(IFleet fleet, IDatabase database, DateTimeOffset now)
    {
        foreach (var modelId in (await database.Outbox.PendingAsync(null, now, PendingMax))
            .Select(effect => effect.ModelId).Distinct())
        {
            await fleet.Model(modelId).Describe();
        }
    }
}
