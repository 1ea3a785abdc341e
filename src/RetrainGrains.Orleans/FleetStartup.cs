using Microsoft.Extensions.Hosting;
using RetrainGrains.Fleet;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Storage;

namespace RetrainGrains.Orleans;

/// <summary>
/// Arms the shards' reminders when the silo has started, and resumes the fleet: its shards, its unfinished runs, and
/// the effects that were left undone.
/// </summary>
internal sealed class FleetStartup(IGrainFactory grains, IFleet fleet, IDatabase database, TimeProvider clock)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var shard = 0; shard < Shards.Count; shard++)
        {
            await grains.GetGrain<IShardReminderGrain>(Shards.Key(shard)).Arm();
        }
        await FleetStart.ResumeAsync(fleet, database, clock.GetUtcNow());
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
