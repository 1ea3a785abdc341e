using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Gateway.Tests.Availability;

namespace RetrainGrains.Gateway.Tests.Serving;

public sealed class ServingTableRefresherTests
{
    [Fact]
    public async Task A_hint_refreshes_at_once()
    {
        await using var gateway = await GatewayParts.OpenAsync();
        using var follower = new ServingTableRefresher(
            gateway.Table, gateway.Circuit, gateway.Time, NullLogger<ServingTableRefresher>.Instance);
        await gateway.Database.ServeAsync("a", 1, 10);

        await follower.ChangedAsync();

        Assert.Equal(1, gateway.Table.Find("a")?.Revision);
    }

    [Fact]
    public async Task Every_second_it_looks_and_a_store_that_fails_stops_nothing()
    {
        var store = new CountingServingStore { FailAt = 2 };
        var table = new ServingTable(store, new ScorerCache(new NoArtifacts()));
        var time = new FakeTimeProvider();
        using var follower = new ServingTableRefresher(
            table, new DatabaseCircuit(store, time), time, NullLogger<ServingTableRefresher>.Instance);

        await follower.StartAsync(TestContext.Current.CancellationToken);
        await store.ReadAsync(1);
        for (var read = 2; read <= 4; read++)
        {
            time.Advance(ServingTableRefresher.Period);
            await store.ReadAsync(read);
        }
        await follower.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(table.Loaded);
    }

    [Fact]
    public async Task While_the_database_is_away_the_table_keeps_serving_and_then_catches_up()
    {
        await using var gateway = await GatewayParts.OpenAsync();
        var log = new LinesLogger<ServingTableRefresher>();
        using var follower = new ServingTableRefresher(gateway.Table, gateway.Circuit, gateway.Time, log);
        await gateway.Database.ServeAsync("a", 1, 10);
        await follower.ChangedAsync();
        await gateway.Database.ServeAsync("a", 2, 20);
        gateway.Outage.IsAway = true;

        for (var i = 0; i < 3; i++) await follower.ChangedAsync();
        Assert.Equal(1, gateway.Table.Find("a")?.Revision);
        Assert.Equal(2, gateway.Outage.Count(nameof(IServingStore.ChangedSinceAsync)));
        gateway.Outage.IsAway = false;
        await gateway.Time.PassUntilAsync(gateway.Circuit.WhenBackAsync());
        await follower.ChangedAsync();

        Assert.Equal(2, gateway.Table.Find("a")?.Revision);
        Assert.Empty(log.Lines);
        Assert.Equal(2, gateway.CircuitLog.Lines.Count);
    }

    [Fact]
    public async Task A_database_that_goes_away_between_plan_and_artifact_breaks_no_model()
    {
        await using var gateway = await GatewayParts.OpenAsync();
        using var follower = new ServingTableRefresher(
            gateway.Table, gateway.Circuit, gateway.Time, NullLogger<ServingTableRefresher>.Instance);
        await gateway.Database.ServeAsync("a", 1, 10);
        gateway.Outage.Fails = call =>
            call.Method == nameof(IArtifactStore.GetAsync) ? OutageDatabase.Away() : null;

        await follower.ChangedAsync();

        Assert.True(gateway.Circuit.IsAway);
        Assert.Empty(gateway.Table.Broken);
        Assert.False(gateway.Table.Loaded);
    }

    private sealed class CountingServingStore : IServingStore
    {
        private readonly TaskCompletionSource[] reads =
        [
            .. Enumerable.Range(0, 6).Select(
                _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)),
        ];
        private int count;

        public required int FailAt { get; init; }

        public Task ReadAsync(int number) => reads[number].Task;

        public Task<IReadOnlyList<ServingChange>> ChangedSinceAsync(
            long epoch, int limit, CancellationToken cancellation = default)
        {
            reads[++count].SetResult();
            return count == FailAt
                ? Task.FromException<IReadOnlyList<ServingChange>>(new IOException("the database is away"))
                : Task.FromResult<IReadOnlyList<ServingChange>>([]);
        }
    }
}
