using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Simulation;

/// <summary>A silo on virtual time. Start and stop it inside <see cref="SimulationScheduler.Run"/>.</summary>
public sealed class SimulatedSilo : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly Silo silo;

    private SimulatedSilo(ServiceProvider services)
    {
        this.services = services;
        silo = services.GetRequiredService<Silo>();
    }

    public IServiceProvider Services => services;

    public IGrainFactory Grains => services.GetRequiredService<IGrainFactory>();

    public RuntimeCounters Counters => services.GetRequiredService<RuntimeCounters>();

    public static async Task<SimulatedSilo> StartAsync(SimulationScheduler simulation, Action<ISiloBuilder> configure)
    {
        var services = new ServiceCollection().AddOrleans(silo =>
        {
            silo.UseSimulation(simulation);
            configure(silo);
        }).BuildServiceProvider();
        var directory = services.GetRequiredService<GrainRuntime>().Directory;
        simulation.AddPendingReport(() => directory.All.SelectMany(activation => activation.DescribePending()));
        var started = new SimulatedSilo(services);
        await started.silo.StartAsync(CancellationToken.None);
        return started;
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => silo.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await services.DisposeAsync();
    }
}

/// <summary>Puts a silo on virtual time.</summary>
public static class SimulationSiloBuilderExtensions
{
    public static ISiloBuilder UseSimulation(this ISiloBuilder builder, SimulationScheduler simulation)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(simulation.Clock));
        builder.Services.Replace(ServiceDescriptor.Singleton(new MeasuringClock(simulation.Clock)));
        builder.Services.Replace(ServiceDescriptor.Singleton<IGrainScheduler>(simulation));
        return builder;
    }
}
