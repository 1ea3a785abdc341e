using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using RetrainGrains.Server.Cluster;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace RetrainGrains.Fleet.Tests;

/// <summary>
/// One silo of Microsoft Orleans whose grains and reminders follow a clock that the test moves; what Orleans does by
/// itself keeps the system's time.
/// </summary>
internal sealed class TestRuntime
{
    private readonly SteppedClock clock;
    private readonly Activity activity = new();
    private IHost? host;

    private TestRuntime(DateTimeOffset start) => clock = new SteppedClock(start, activity);

    public TimeProvider Clock => clock;
    public IGrainFactory Grains => host!.Services.GetRequiredService<IGrainFactory>();

    public static void Run(ulong seed, DateTimeOffset start, Func<TestRuntime, Task> test) =>
        Task.Run(() => test(new TestRuntime(start))).GetAwaiter().GetResult();

    public Task AdvanceBy(TimeSpan time) => AdvanceTo(clock.GetUtcNow() + time);

    /// <summary>From timer to timer, and on only when everything that each of them set off has come to rest.</summary>
    public async Task AdvanceTo(DateTimeOffset time)
    {
        await activity.RestAsync();
        while (clock.Step(time)) await activity.RestAsync();
    }

    public async Task StartAsync(IDatabase database, Action<ISiloBuilder> compose)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(clock);
        foreach (var area in (string[])["SystemTimers", "Membership", "Messaging", "ActivationManagement",
            "GrainDirectory"])
        {
            builder.Services.AddKeyedSingleton("Orleans." + area, TimeProvider.System);
        }
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), FreePort());
            silo.UseInMemoryReminderService();
            // Its timer would follow the test's clock, second by second through every year that passes there.
            silo.Configure<DeploymentLoadPublisherOptions>(load => load.DeploymentLoadPublisherRefreshTime = default);
            silo.AddIncomingGrainCallFilter(activity);
            silo.Services.AddFleetCodec();
            compose(silo);
        });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        host = builder.Build();
        await host.StartAsync();
    }

    public async Task StopAsync()
    {
        if (host is { } running)
        {
            await running.StopAsync();
            running.Dispose();
        }
        host = null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
