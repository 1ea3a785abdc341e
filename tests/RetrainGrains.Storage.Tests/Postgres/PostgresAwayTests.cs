using System.Diagnostics;
using RetrainGrains.Storage.Postgres;

namespace RetrainGrains.Storage.Tests.Postgres;

/// <summary>A server that crashes, stays away and comes back, with a database for each test.</summary>
public sealed class PostgresAwayTests(PostgresAwayTests.OwnServer own)
    : IClassFixture<PostgresAwayTests.OwnServer>, IAsyncLifetime
{
    private const string Model = "m";

    private PostgresServer server = null!;
    private string address = "";
    private PostgresDatabase database = null!;

    /// <summary>Lives as long as the class: what a test leaves stopped is started for the next.</summary>
    public sealed class OwnServer : IAsyncDisposable
    {
        private PostgresServer? server;

        public async Task<PostgresServer> StartedAsync()
        {
            server ??= await PostgresServer.StartOwnAsync();
            if (!server.IsStarted) await server.StartAsync();
            return server;
        }

        public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    public async ValueTask InitializeAsync()
    {
        server = await own.StartedAsync();
        address = server.ConnectionString(await server.CreateEmptyDatabaseAsync());
        database = Open(TimeSpan.FromSeconds(4));
        await database.MigrateAsync();
        await database.Models.CommitAsync(Commit(0));
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Calls_to_a_database_that_is_away_end_within_the_budget_and_work_again_when_it_is_back()
    {
        await server.CrashAsync();

        var waited = Stopwatch.StartNew();
        await Assert.ThrowsAsync<DatabaseAwayException>(() => database.Models.FindAsync(Model));
        await Assert.ThrowsAsync<DatabaseAwayException>(() => database.Models.CommitAsync(Commit(1)));
        await Assert.ThrowsAsync<DatabaseAwayException>(() => database.Observations.CountAsync(Model));
        // The first call waits for the budget, the others learn from it; the rest is for a busy machine.
        Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));

        await server.StartAsync();
        Assert.Equal(1, (await database.Models.FindAsync(Model))?.Revision);
        Assert.True((await database.Models.CommitAsync(Commit(1))).Committed);
    }

    [Fact]
    public async Task Neither_readers_nor_writers_notice_a_restart_between_their_calls()
    {
        // Several sessions are idle when the server goes; not one of them may be handed out again.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => database.Models.FindAsync(Model)));
        await server.CrashAsync();
        await server.StartAsync();

        Assert.True((await database.Models.CommitAsync(Commit(1))).Committed);

        await server.CrashAsync();
        await server.StartAsync();
        Assert.Equal(2, (await database.Models.FindAsync(Model))?.Revision);
    }

    [Fact]
    public async Task A_queue_of_callers_learns_together_that_the_database_is_away()
    {
        await server.CrashAsync();
        await using var narrow = Open(TimeSpan.FromSeconds(4), poolSize: 2);

        var waited = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(
            _ => Assert.ThrowsAsync<DatabaseAwayException>(() => narrow.Models.FindAsync(Model))));

        // One after another they would take two minutes.
        Assert.InRange(waited.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_caller_waits_through_an_absence_shorter_than_its_budget()
    {
        await using var patient = Open(TimeSpan.FromMinutes(2));
        await server.CrashAsync();

        var found = patient.Models.FindAsync(Model);
        await server.StartAsync();

        Assert.Equal(1, (await found)?.Revision);
    }

    [Fact]
    public async Task A_write_that_is_cut_off_is_reported_and_not_repeated()
    {
        await using var blocker = await PostgresConnection.OpenAsync(address);
        await blocker.ExecuteAsync("BEGIN; SELECT * FROM models FOR UPDATE");
        var writing = database.Models.CommitAsync(Commit(1));
        await blocker.WaitForBlockedAsync();

        await server.CrashAsync();
        await server.StartAsync();

        await Assert.ThrowsAsync<DatabaseAwayException>(() => writing);
        Assert.Equal(1, (await database.Models.FindAsync(Model))?.Revision);
    }

    private PostgresDatabase Open(TimeSpan budget, int poolSize = 8) => PostgresDatabase.Open(new PostgresOptions
    {
        ConnectionString = address,
        ConnectTimeout = TimeSpan.FromSeconds(4),
        RetryBudget = budget,
        PoolSize = poolSize,
    });

    private static ModelCommit Commit(long expectedRevision) => new()
    {
        ModelId = Model,
        ExpectedRevision = expectedRevision,
        ModelType = "t",
        State = "{}",
        At = DateTimeOffset.UnixEpoch,
    };
}
