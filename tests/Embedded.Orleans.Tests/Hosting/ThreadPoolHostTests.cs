using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.Tests.Activations;

namespace Orleans.Tests.Hosting;

/// <summary>The same runtime on the thread pool and the system's clock, as a server runs it.</summary>
public sealed class ThreadPoolHostTests
{
    [Fact]
    public async Task Concurrent_calls_never_overlap_in_a_grain()
    {
        await using var services = Compose();
        var silo = services.GetRequiredService<IHostedService>();
        await silo.StartAsync(TestContext.Current.CancellationToken);
        var grains = services.GetRequiredService<IClusterClient>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async client =>
        {
            for (var call = 0; call < 500; call++)
                await grains.GetGrain<IOverlapDetector>($"{(client + call) % 3}").Work();
        }));

        var worked = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(key => grains.GetGrain<IOverlapDetector>($"{key}").Worked()));
        Assert.Equal(4000, worked.Sum());
        await silo.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Activations_come_and_go_under_load_without_losing_a_call()
    {
        await using var services = Compose();
        var silo = services.GetRequiredService<IHostedService>();
        await silo.StartAsync(TestContext.Current.CancellationToken);
        var counter = services.GetRequiredService<IGrainFactory>().GetGrain<ICounter>("a");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async client =>
        {
            for (var call = 0; call < 300; call++)
            {
                Assert.True(await counter.Increment() > 0);
                if (client == 0 && call % 10 == 0) await counter.Leave();
            }
        }));

        await silo.StopAsync(TestContext.Current.CancellationToken);
        var journal = services.GetRequiredService<Journal>().Lines;
        Assert.Equal(31, journal.Count(line => line == "a activated"));
        Assert.Equal(31, journal.Count(line => line.StartsWith("a deactivated")));
    }

    private static ServiceProvider Compose() => new ServiceCollection()
        .AddSingleton<Journal>()
        .AddSingleton<Signals>()
        .AddOrleans(builder => builder.AddGrainAssembly(typeof(TestSilo).Assembly))
        .BuildServiceProvider();
}

public interface IOverlapDetector : IGrainWithStringKey
{
    Task Work();

    Task<int> Worked();
}

public sealed class OverlapDetectorGrain : Grain, IOverlapDetector
{
    private int inside;
    private int worked;

    public async Task Work()
    {
        Assert.Equal(1, Interlocked.Increment(ref inside));
        await Task.Yield();
        await Task.Run(() => { });
        worked++;
        Assert.Equal(0, Interlocked.Decrement(ref inside));
    }

    public Task<int> Worked() => Task.FromResult(worked);
}
