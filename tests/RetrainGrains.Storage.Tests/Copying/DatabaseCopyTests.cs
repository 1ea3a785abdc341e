using RetrainGrains.Storage.Postgres;
using RetrainGrains.Storage.Sql;
using RetrainGrains.Storage.Sqlite;
using RetrainGrains.Storage.Tests.Postgres;
using RetrainGrains.Storage.Tests.Sqlite;

namespace RetrainGrains.Storage.Tests.Copying;

/// <summary>A whole installation moves from SQLite to PostgreSQL, and nothing is lost unnoticed.</summary>
public sealed class DatabaseCopyTests : IAsyncLifetime
{
    private readonly SqliteFileHome sourceHome = new();
    private readonly PostgresHome targetHome = new(migrated: false);
    private readonly SqlDatabase source;
    private readonly SqlDatabase target;

    public DatabaseCopyTests()
    {
        target = (PostgresDatabase)targetHome.Open();
        source = (SqliteDatabase)sourceHome.Open();
    }

    public async ValueTask InitializeAsync() => await FilledInstallation.FillAsync(source);

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await target.DisposeAsync();
        await sourceHome.DisposeAsync();
        await targetHome.DisposeAsync();
    }

    [Fact]
    public async Task Everything_arrives_and_is_proved_equal()
    {
        var progress = new List<CopyProgress>();

        var report = await DatabaseCopy.RunAsync(source, target, progress.Add);

        var rows = report.Tables.ToDictionary(table => table.Table, table => table.Rows);
        Assert.All(rows, table => Assert.True(table.Value > 0, $"{table.Key} was empty: nothing was tested"));
        Assert.Equal(
            (FilledInstallation.Models, 4 * FilledInstallation.Models, FilledInstallation.Observations + 2),
            (rows["models"], rows["ledger"], rows["observations"]));
        Assert.Equal(await source.Models.LedgerHashAsync(), report.LedgerHash);
        Assert.Equal(19, progress.Select(step => step.Table).Distinct().Count());
        Assert.All(progress, step => Assert.Equal(rows[step.Table], step.Total));
        Assert.Contains(new CopyProgress(CopyPhase.Copying, "ledger", rows["ledger"], rows["ledger"]), progress);
    }

    [Fact]
    public async Task The_target_goes_on_where_the_source_stopped()
    {
        await DatabaseCopy.RunAsync(source, target);
        await target.MigrateAsync();

        // The last effect was confirmed: only the source's counter knows of it.
        var given = 2 * FilledInstallation.Models;
        Assert.True((await target.Models.CommitAsync(FilledInstallation.Commit("Z/0", 2))).Committed);
        var effects = await target.Outbox.PendingAsync("Z/0", FilledInstallation.Start.AddYears(1), 10);
        Assert.Equal(given + 1, effects.Max(effect => effect.Id));
        Assert.True((await target.Models.VerifyLedgerAsync("Z/0")).Holds);
        Assert.Equal(
            [RecordStatus.Duplicate, RecordStatus.Stored],
            await target.Observations.RecordOutcomesAsync(
                "Z/0", [new("p2", -1, FilledInstallation.Start), new("p1", 1, FilledInstallation.Start.AddHours(1))]));
        await target.Observations.ImportAsync("new", [new("h", FilledInstallation.Start, [], 1, default)]);
        Assert.Equal(1, (await target.Observations.CountAsync("new")).Outcomes);
    }

    [Theory]
    [InlineData("UPDATE observations SET outcome = 7 WHERE prediction_id = 'p4'", "table observations has")]
    [InlineData("DELETE FROM windows WHERE model_id = 'Z/2' AND hour = 0", "table windows has")]
    [InlineData("UPDATE grain_state SET body = 'x'", "table grain_state has 1 rows with hash")]
    [InlineData("UPDATE ledger SET body = 'x' WHERE model_id = 'Z/2' AND sequence = 3",
        "the ledger of model 'Z/2' is broken: line 3 has hash")]
    [InlineData("UPDATE models SET ledger_hash = 'x' WHERE model_id = 'Z/2'", "the hash over all ledgers is not")]
    public async Task A_row_that_was_changed_is_found(string change, string problem)
    {
        await DatabaseCopy.RunAsync(source, target);
        targetHome.Execute(change);

        var found = await Assert.ThrowsAsync<InvalidDataException>(() => DatabaseCopy.CompareAsync(source, target));

        Assert.Contains(problem, found.Message);
    }

    [Fact]
    public async Task A_copy_that_was_cut_off_is_recognised_kept_from_use_and_started_anew()
    {
        void CutOff(CopyProgress step)
        {
            if (step is { Table: "observations", Rows: > 0 }) throw new OperationCanceledException("cut off");
        }

        await Assert.ThrowsAsync<OperationCanceledException>(() => DatabaseCopy.RunAsync(source, target, CutOff));
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => target.MigrateAsync());
        Assert.Contains("A copy into this database has begun and not ended well.", refusal.Message);

        await DatabaseCopy.RunAsync(source, target);

        await target.MigrateAsync();
        Assert.Equal(FilledInstallation.Models, (await target.Models.ListAsync(null, 1_000)).Count);
    }

    [Fact]
    public async Task A_target_that_holds_anything_is_refused_and_left_alone()
    {
        await target.MigrateAsync();
        await target.Observations.ImportAsync("m", [new("h", FilledInstallation.Start, [], 1, default)]);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => DatabaseCopy.RunAsync(source, target));

        Assert.Contains("The target has rows in table observation_logs", refusal.Message);
        Assert.Equal(1, (await target.Observations.CountAsync("m")).Outcomes);
    }

    [Theory]
    [InlineData("DELETE FROM schema_migrations", "The source has schema none; it must be 0004_file_imports.")]
    [InlineData("INSERT INTO schema_migrations VALUES (9999, '9999_future', 'x')", "has migration 9999_future, newer")]
    public async Task A_source_with_another_schema_is_refused(string change, string rule)
    {
        sourceHome.Execute(change);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => DatabaseCopy.RunAsync(source, target));

        Assert.Contains(rule, refusal.Message);
    }

    [Fact]
    public async Task An_installation_can_be_moved_back()
    {
        await DatabaseCopy.RunAsync(source, target);
        await using var home = new SqliteFileHome();
        await using var back = (SqliteDatabase)home.Open();

        var report = await DatabaseCopy.RunAsync(target, back);

        Assert.Equal((await DatabaseCopy.CompareAsync(source, back)).Tables, report.Tables);
    }
}
