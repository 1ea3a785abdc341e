using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace RetrainGrains.Orleans.Tests;

/// <summary>Two servers of one process each, side by side on one machine, as a demo beside a server is.</summary>
public sealed class OneProcessTests(OneProcessTests.Pair pair) : IClassFixture<OneProcessTests.Pair>
{
    [Fact]
    public async Task Two_one_process_fleets_start_side_by_side_and_know_nothing_of_each_other()
    {
        Assert.NotNull((await pair.First.Fleet.Model("station").Register(Station.Registration)).Value);

        Assert.Equal(RefusalKind.NotFound, (await pair.Second.Fleet.Model("station").Describe()).Refusal!.Kind);
        Assert.NotNull((await pair.First.Fleet.Model("station").Describe()).Value);
    }

    [Fact]
    public async Task The_dashboard_shows_the_runtimes_version_and_the_shards_reminders()
    {
        using var client = new HttpClient { BaseAddress = pair.First.Address };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("orleans/")).StatusCode);
        var silo = await client.GetFromJsonAsync<JsonElement>(
            $"orleans/SiloProperties/{pair.First.Silo.ToParsableString()}");
        var reminders = await client.GetFromJsonAsync<JsonElement>("orleans/Reminders");

        Assert.StartsWith("10.4.2", silo.GetProperty("orleansVersion").GetString(), StringComparison.Ordinal);
        Assert.Equal(Shards.Count, reminders.GetProperty("count").GetInt32());
    }

    public sealed class Pair : IAsyncLifetime
    {
        internal OneProcess First { get; } = new();

        internal OneProcess Second { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await First.StartAsync();
            await Second.StartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await First.DisposeAsync();
            await Second.DisposeAsync();
        }
    }
}
