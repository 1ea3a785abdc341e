using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Simulation;

namespace Orleans.Tests;

/// <summary>The host of these tests: the only file that knows which runtime is under test.</summary>
public sealed class TestSilo
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SimulationScheduler simulation;
    private readonly SimulatedSilo silo;

    private TestSilo(SimulationScheduler simulation, SimulatedSilo silo)
    {
        this.simulation = simulation;
        this.silo = silo;
    }

    public IGrainFactory Grains => silo.Grains;

    public TimeProvider Clock => simulation.Clock;

    public RuntimeCounters Counters => silo.Counters;

    public Journal Journal => silo.Services.GetRequiredService<Journal>();

    public Signals Signals => silo.Services.GetRequiredService<Signals>();

    public static void Run(Func<TestSilo, Task> test, Action<ISiloBuilder>? configure = null, ulong seed = 1)
    {
        var simulation = new SimulationScheduler(seed, Start);
        simulation.Run(async () =>
        {
            var silo = await StartAsync(simulation, configure);
            await test(silo);
            await silo.silo.DisposeAsync();
        });
    }

    public static async Task<TestSilo> StartAsync(
        SimulationScheduler simulation, Action<ISiloBuilder>? configure = null)
    {
        var silo = await SimulatedSilo.StartAsync(simulation, builder =>
        {
            builder.AddGrainAssembly(typeof(TestSilo).Assembly);
            builder.Services.AddSingleton<Journal>().AddSingleton<Signals>();
            configure?.Invoke(builder);
        });
        return new TestSilo(simulation, silo);
    }

    /// <summary>Lets time pass; everything that falls due on the way happens.</summary>
    public Task Pass(TimeSpan time) => simulation.AdvanceBy(time);

    /// <summary>Lets everything happen that can happen without time passing.</summary>
    public Task Settle() => simulation.Settle();

    public Task Stop(CancellationToken cancellationToken = default) => silo.StopAsync(cancellationToken);

    /// <summary>Ends this silo and starts another at the same moment.</summary>
    public async Task<TestSilo> Restart(Action<ISiloBuilder>? configure = null)
    {
        await silo.DisposeAsync();
        return await StartAsync(simulation, configure);
    }
}
