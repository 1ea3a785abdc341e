using Microsoft.Extensions.DependencyInjection;
using Orleans.Simulation;
using RetrainGrains.Server.Embedded;

namespace RetrainGrains.Fleet.Tests;

/// <summary>The embedded runtime on virtual time: one thread, the same every time.</summary>
internal sealed class TestRuntime
{
    private readonly SimulationScheduler simulation;
    private SimulatedSilo? silo;

    private TestRuntime(SimulationScheduler simulation) => this.simulation = simulation;

    public TimeProvider Clock => simulation.Clock;
    public IGrainFactory Grains => silo!.Grains;

    public static void Run(ulong seed, DateTimeOffset start, Func<TestRuntime, Task> test)
    {
        var simulation = new SimulationScheduler(seed, start);
        simulation.Run(() => test(new TestRuntime(simulation)));
    }

    public Task AdvanceBy(TimeSpan time) => simulation.AdvanceBy(time);

    public Task AdvanceTo(DateTimeOffset time) => simulation.AdvanceTo(time);

    public async Task StartAsync(IDatabase database, Action<ISiloBuilder> compose) =>
        silo = await SimulatedSilo.StartAsync(simulation, builder =>
        {
            builder.AddGrainAssembly(typeof(FleetStart).Assembly);
            builder.AddReminders();
            builder.Services.AddSingleton<IReminderTable>(new StoredReminderTable(database.Reminders));
            compose(builder);
        });

    public async Task StopAsync()
    {
        if (silo is { } running) await running.DisposeAsync();
        silo = null;
    }
}
