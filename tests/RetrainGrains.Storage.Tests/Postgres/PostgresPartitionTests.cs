using Npgsql;

namespace RetrainGrains.Storage.Tests.Postgres;

/// <summary>Observations lie in a partition for each month, made when it is needed and in nobody's way.</summary>
public sealed class PostgresPartitionTests : IAsyncLifetime
{
    private const string Partitions =
        """
        SELECT tableoid::regclass || ' ' || prediction_id FROM observations ORDER BY at, prediction_id
        """;

    private readonly PostgresHome home = new();
    private readonly IDatabase database;

    public PostgresPartitionTests() => database = home.Open();

    private IObservationLog Log => database.Observations;

    public async ValueTask InitializeAsync() => await database.MigrateAsync();

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await home.DisposeAsync();
    }

    [Fact]
    public async Task A_row_lies_in_the_month_of_its_prediction_and_a_stray_one_beside_all_months()
    {
        await Log.ImportAsync("m",
        [
            Row("old", 1999, 12, 31), Row("first", 2000, 1, 1), Row("end of month", 2026, 1, 31, 23),
            Row("next", 2026, 2, 1), Row("last", 2099, 12, 31, 23), Row("stray", 2100, 1, 1), Row("far", 9999, 1, 1),
        ]);

        await using var onlooker = await PostgresConnection.OpenAsync(home.ConnectionString);
        Assert.Equal(
            [
                "observations_early old", "observations_2000_01 first", "observations_2026_01 end of month",
                "observations_2026_02 next", "observations_2099_12 last", "observations_late stray",
                "observations_late far",
            ],
            await onlooker.QueryAsync(Partitions));
    }

    [Fact]
    public async Task An_id_stays_unique_in_its_model_whatever_month_it_comes_in()
    {
        await Log.ImportAsync("m", [Row("a", 2026, 1, 1)]);

        Assert.Equal([RecordStatus.Conflict], await Log.ImportAsync("m", [Row("a", 2026, 7, 1)]));
        Assert.Equal([RecordStatus.Stored], await Log.ImportAsync("other", [Row("a", 2026, 7, 1)]));
        Assert.Throws<PostgresException>(() => home.Execute(
            "INSERT INTO observation_ids SELECT log_id, prediction_id, at + 1 FROM observation_ids"));
    }

    [Fact]
    public async Task An_id_may_come_again_after_it_was_deleted()
    {
        await Log.ImportAsync("m", [Row("a", 2026, 1, 1), Row("b", 2026, 1, 2)]);
        await Log.DeleteBeforeAsync("m", DateTimeOffset.UnixEpoch.AddYears(90), 1);

        Assert.Equal(
            [RecordStatus.Stored, RecordStatus.Duplicate],
            await Log.ImportAsync("m", [Row("a", 2026, 1, 1), Row("b", 2026, 1, 2)]));
    }

    [Fact]
    public async Task Writers_that_need_the_same_new_months_at_once_all_get_them()
    {
        using var together = new Barrier(6);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 6).Select(writer => Task.Run(async () =>
        {
            together.SignalAndWait(TestContext.Current.CancellationToken);
            var rows = Enumerable.Range(1, 12).Select(month => Row($"h{month}", 2027, month, 1));
            return await Log.ImportAsync($"m{writer}", [.. writer % 2 == 0 ? rows : rows.Reverse()]);
        })));

        Assert.All(statuses.SelectMany(batch => batch), status => Assert.Equal(RecordStatus.Stored, status));
    }

    [Fact]
    public async Task A_new_month_waits_for_no_reader()
    {
        await Log.ImportAsync("m", [Row("a", 2026, 1, 1)]);
        await using var reader = await PostgresConnection.OpenAsync(home.ConnectionString);
        await reader.ExecuteAsync("BEGIN; SELECT * FROM observations");

        Assert.Equal([RecordStatus.Stored], await Log.ImportAsync("m", [Row("b", 2026, 2, 1)]));
    }

    [Fact]
    public async Task A_month_that_was_dropped_is_made_again()
    {
        await Log.ImportAsync("m", [Row("a", 2026, 1, 1)]);
        home.Execute("DROP TABLE observations_2026_01");

        Assert.Equal([RecordStatus.Stored], await Log.ImportAsync("m", [Row("b", 2026, 1, 1)]));
    }

    private static HistoryRow Row(string id, int year, int month, int day, int hour = 0)
    {
        var at = new DateTimeOffset(year, month, day, hour, 0, 0, TimeSpan.Zero);
        return new HistoryRow(id, at, [1], 1, at);
    }
}
