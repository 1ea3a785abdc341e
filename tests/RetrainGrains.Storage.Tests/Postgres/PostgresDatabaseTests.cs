using Npgsql;
using RetrainGrains.Storage.Postgres;

namespace RetrainGrains.Storage.Tests.Postgres;

public sealed class PostgresDatabaseTests : IAsyncLifetime
{
    private readonly PostgresHome home = new(migrated: false);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => home.DisposeAsync();

    [Fact]
    public async Task Programs_that_start_together_on_an_empty_database_migrate_it_once()
    {
        var databases = Enumerable.Range(0, 6).Select(_ => home.Open()).ToArray();

        await Task.WhenAll(databases.Select(database => Task.Run(() => database.MigrateAsync())));

        Assert.True((await databases[^1].Models.CommitAsync(Commit("m"))).Committed);
        foreach (var database in databases) await database.DisposeAsync();
    }

    [Fact]
    public async Task Two_creators_of_one_model_leave_one_winner_and_repeat_the_answer_of_a_shared_request()
    {
        await using var database = home.Open();
        await database.MigrateAsync();
        for (var round = 0; round < 50; round++)
        {
            var commit = Commit($"m{round}") with { Request = new RequestRow("r", "done") };

            var results = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(_ => Task.Run(() => database.Models.CommitAsync(commit))));

            Assert.Equal(
                [CommitStatus.Committed, .. Enumerable.Repeat(CommitStatus.DuplicateRequest, 3)],
                results.Select(result => result.Status).Order());
        }
    }

    [Fact]
    public async Task A_statement_that_runs_too_long_is_ended_by_the_server_and_leaves_the_database_usable()
    {
        await using var database = await MigratedAsync(TimeSpan.FromSeconds(2));
        home.Execute(
            """
            CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
              'BEGIN PERFORM pg_sleep(60); RETURN NEW; END';
            CREATE TRIGGER dawdle BEFORE INSERT ON models FOR EACH ROW EXECUTE FUNCTION dawdle()
            """);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => database.Models.CommitAsync(Commit("m")));

        Assert.Equal(PostgresErrorCodes.QueryCanceled, refusal.SqlState);
        home.Execute("DROP TRIGGER dawdle ON models");
        Assert.True((await database.Models.CommitAsync(Commit("m"))).Committed);
    }

    [Fact]
    public async Task A_lock_that_is_held_for_too_long_refuses_the_call_and_not_the_database()
    {
        await using var database = await MigratedAsync(TimeSpan.FromSeconds(2));
        await database.Models.CommitAsync(Commit("m"));
        await using var blocker = await PostgresConnection.OpenAsync(home.ConnectionString);
        await blocker.ExecuteAsync("BEGIN; SELECT * FROM models FOR UPDATE");

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => database.Models.CommitAsync(Commit("m")));

        Assert.Equal(PostgresErrorCodes.LockNotAvailable, refusal.SqlState);
        await blocker.ExecuteAsync("ROLLBACK");
        Assert.Equal(
            CommitStatus.RevisionMismatch, (await database.Models.CommitAsync(Commit("m"))).Status);
    }

    [Fact]
    public async Task Every_connection_carries_its_name()
    {
        await using var database = await MigratedAsync(TimeSpan.FromSeconds(7));
        await database.Models.FindAsync("m");
        await using var onlooker = await PostgresConnection.OpenAsync(home.ConnectionString);

        Assert.Contains("retraingrains", await onlooker.QueryAsync(
            "SELECT application_name FROM pg_stat_activity WHERE datname = current_database()"));
    }

    [Fact]
    public void Options_out_of_range_are_refused_together_by_field_value_and_rule()
    {
        var refusal = Assert.Throws<ArgumentException>(() => PostgresDatabase.Open(new PostgresOptions
        {
            ConnectionString = "Host=db",
            PoolSize = 1,
            StatementTimeout = TimeSpan.Zero,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            RetryBudget = TimeSpan.FromSeconds(3),
        }));

        Assert.Equal(
            [
                "PostgresOptions.ConnectionString.Database is ''; it must be given.",
                "PostgresOptions.PoolSize is '1'; it must be 2 to 1000.",
                "PostgresOptions.StatementTimeout is '00:00:00'; it must be 100 milliseconds to 1 hour.",
                "PostgresOptions.ConnectTimeout is '00:00:05'; it must be at most RetryBudget, 00:00:03.",
            ],
            refusal.Message.Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("Hosst=db;Database=d")]
    [InlineData("Host=db;Database=d;Port=many")]
    [InlineData("nonsense")]
    public void A_connection_string_that_cannot_be_read_is_refused_at_once(string text)
    {
        var refusal = Assert.Throws<ArgumentException>(
            () => PostgresDatabase.Open(new PostgresOptions { ConnectionString = text }));

        Assert.StartsWith("PostgresOptions.ConnectionString cannot be read: ", refusal.Message);
    }

    [Fact]
    public void Options_do_not_show_their_password()
    {
        var options = new PostgresOptions { ConnectionString = "Host=db;Database=d;Password=secret" };

        Assert.DoesNotContain("secret", options.ToString());
    }

    private async Task<IDatabase> MigratedAsync(TimeSpan statementTimeout)
    {
        await using (var database = home.Open())
        {
            await database.MigrateAsync();
        }
        return PostgresDatabase.Open(
            PostgresServer.Patient(home.ConnectionString) with { StatementTimeout = statementTimeout });
    }

    private static ModelCommit Commit(string modelId) => new()
    {
        ModelId = modelId, ExpectedRevision = 0, ModelType = "t", State = "{}", At = DateTimeOffset.UnixEpoch,
    };
}
