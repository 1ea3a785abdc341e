using RetrainGrains.Gateway.Serving;
using RetrainGrains.Grains;

namespace RetrainGrains.Silo.Hosting;

/// <summary>Wakes the fleet when the actor runtime has started: shards, unfinished runs, effects left undone.</summary>
internal sealed class FleetWaking(
    IGrainFactory grains, IDatabase database, ServingTable serving, TimeProvider clock,
    ILogger<FleetWaking> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await FleetStart.WakeAsync(grains, database, clock.GetUtcNow());
        // Loaded before the first request, so that a restart refuses nobody.
        await serving.RefreshAsync(cancellationToken);
        log.Awake(serving.Count);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
