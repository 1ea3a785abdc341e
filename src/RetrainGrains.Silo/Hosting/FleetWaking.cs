using RetrainGrains.Grains;

namespace RetrainGrains.Silo.Hosting;

/// <summary>Wakes the fleet when the actor runtime has started: shards, unfinished runs, effects left undone.</summary>
internal sealed class FleetWaking(IGrainFactory grains, IDatabase database, TimeProvider clock) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        FleetStart.WakeAsync(grains, database, clock.GetUtcNow());

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
