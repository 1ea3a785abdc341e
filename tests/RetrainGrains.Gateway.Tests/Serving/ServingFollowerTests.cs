using Microsoft.Extensions.Logging.Abstractions;
using RetrainGrains.Gateway.Serving;

namespace RetrainGrains.Gateway.Tests.Serving;

public sealed class ServingFollowerTests
{
    [Fact]
    public async Task A_hint_refreshes_at_once()
    {
        await using var desks = await Desks.OpenAsync();
        using var follower = new ServingFollower(desks.Table, desks.Time, NullLogger<ServingFollower>.Instance);
        await desks.Database.ServeAsync("a", 1, 10);

        await follower.ChangedAsync();

        Assert.Equal(1, desks.Table.Find("a")?.Revision);
    }

    [Fact]
    public async Task Every_second_it_looks_and_a_store_that_fails_stops_nothing()
    {
        var store = new CountingServingStore { FailAt = 2 };
        var table = new ServingTable(store, new ScorerCache(new NoArtifacts()));
        var time = new ManualTime();
        using var follower = new ServingFollower(table, time, NullLogger<ServingFollower>.Instance);

        await follower.StartAsync(TestContext.Current.CancellationToken);
        await store.ReadAsync(1);
        for (var read = 2; read <= 4; read++)
        {
            time.Advance(ServingFollower.Period);
            await store.ReadAsync(read);
        }
        await follower.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(table.Loaded);
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
