using Microsoft.Extensions.Hosting;

namespace Orleans.Runtime;

/// <summary>Starts and stops the actor runtime with its host.</summary>
internal sealed class Silo(GrainRuntime runtime, IEnumerable<ISiloService> services) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        runtime.Stage = SiloStage.Running;
        foreach (var service in services) await service.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (runtime.Stage != SiloStage.Running) return;
        runtime.Stage = SiloStage.Draining;
        foreach (var service in services) await service.StopAsync(cancellationToken);
        var isDrained = await DrainAsync(cancellationToken);
        runtime.Stage = SiloStage.Stopping;
        await DeactivateAllAsync(isDrained, cancellationToken);
        runtime.Stage = SiloStage.Stopped;
    }

    // A running request may call a grain that was idle a moment ago, hence the loop.
    private async Task<bool> DrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                Task[] busy = [.. runtime.Directory.All.Select(activation => activation.WhenIdle()).OfType<Task>()];
                if (busy.Length == 0) return true;
                await Task.WhenAll(busy).WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task DeactivateAllAsync(bool isDrained, CancellationToken cancellationToken)
    {
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo is stopping.");
        var activations = runtime.Directory.All;
        foreach (var activation in activations)
        {
            if (isDrained) activation.Deactivate(reason, cancellationToken);
            else activation.Abandon(reason, cancellationToken);
        }

        try
        {
            await Task.WhenAll(activations.Select(activation => activation.Deactivated))
                .WaitAsync(runtime.Collection.DeactivationTimeout, runtime.Clock, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            runtime.Log.ActivationsAbandoned(activations.Count(activation => !activation.Deactivated.IsCompleted));
        }
    }
}

/// <summary>A part of the silo that must run before grains are called and stop before they end.</summary>
internal interface ISiloService
{
    Task StartAsync(CancellationToken cancellationToken);

    Task StopAsync(CancellationToken cancellationToken);
}
