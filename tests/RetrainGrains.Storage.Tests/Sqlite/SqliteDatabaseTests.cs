using Microsoft.Data.Sqlite;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Storage.Tests.Sqlite;

public sealed class SqliteDatabaseTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public async Task An_uncontended_call_is_complete_when_it_returns()
    {
        await using var home = new SqliteFileHome();
        await using var database = home.Open();

        Assert.True(database.MigrateAsync().IsCompletedSuccessfully);
        Assert.True(database.Models.CommitAsync(Commit()).IsCompletedSuccessfully);
        Assert.True(database.Models.FindAsync("m").IsCompletedSuccessfully);
        Assert.True(database.Models.VerifyLedgerAsync("m").IsCompletedSuccessfully);
        Assert.True(database.Observations.ImportAsync("m", [new("h", Start, [1], 1, Start)]).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_database_in_memory_ends_with_its_object()
    {
        await using (var first = SqliteDatabase.Open(new SqliteOptions()))
        {
            await first.MigrateAsync();
            await first.Models.CommitAsync(Commit());
        }
        await using var second = SqliteDatabase.Open(new SqliteOptions());
        await second.MigrateAsync();
        Assert.Null(await second.Models.FindAsync("m"));
    }

    [Fact]
    public async Task The_log_is_written_back_beside_an_open_writer_when_it_is_asked_for()
    {
        await using var home = new SqliteFileHome();
        await using (var database = SqliteDatabase.Open(new SqliteOptions
        {
            Path = home.FilePath, CheckpointsApart = true,
        }))
        {
            await database.MigrateAsync();
            await database.Models.CommitAsync(Commit());
            var before = new FileInfo(home.FilePath).Length;

            await database.CheckpointAsync();

            Assert.True(new FileInfo(home.FilePath).Length > before);
            await database.Observations.ImportAsync("m", [new("h", Start, [1], 1, Start)]);
        }
        await using var again = home.Open();
        Assert.Equal(1, (await again.Models.FindAsync("m"))?.Revision);
        Assert.Single(await again.Observations.LabelledAfterAsync("m", 0, 10));
    }

    [Fact]
    public async Task A_database_that_is_only_read_refuses_writes_and_makes_no_file()
    {
        await using var home = new SqliteFileHome();
        var options = new SqliteOptions { Path = home.FilePath, ReadOnly = true };
        Assert.Throws<SqliteException>(() => SqliteDatabase.Open(options));
        Assert.False(File.Exists(home.FilePath));
        await using (var written = home.Open())
        {
            await written.MigrateAsync();
            await written.Models.CommitAsync(Commit());
        }
        await using var read = SqliteDatabase.Open(options);
        Assert.Equal(1, (await read.Models.FindAsync("m"))?.Revision);
        await Assert.ThrowsAsync<SqliteException>(
            () => read.Observations.ImportAsync("m", [new("h", Start, [1], 1, Start)]));
    }

    [Theory]
    [InlineData(SqliteDurability.Process)]
    [InlineData(SqliteDurability.Power)]
    [InlineData(SqliteDurability.Scratch)]
    public async Task A_file_is_there_again_when_it_is_reopened(SqliteDurability durability)
    {
        await using var home = new SqliteFileHome();
        var options = new SqliteOptions { Path = home.FilePath, Durability = durability };
        await using (var first = SqliteDatabase.Open(options))
        {
            await first.MigrateAsync();
            await first.Models.CommitAsync(Commit());
        }
        await using var second = SqliteDatabase.Open(options);
        Assert.Equal(1, (await second.Models.FindAsync("m"))?.Revision);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_field_value_and_rule()
    {
        (string Message, SqliteOptions Options)[] refused =
        [
            ("SqliteOptions.Path is ''; it must be a file name", new() { Path = "" }),
            ("SqliteOptions.Readers is '0'; it must be 1 to 64.", new() { Readers = 0 }),
            ("SqliteOptions.CacheMegabytes is '2000'; it must be 1 to 1024.", new() { CacheMegabytes = 2_000 }),
            ("SqliteOptions.BusyTimeout is '00:00:00'", new() { BusyTimeout = TimeSpan.Zero }),
        ];
        Assert.All(refused, row => Assert.Contains(
            row.Message, Assert.Throws<ArgumentException>(() => SqliteDatabase.Open(row.Options)).Message));
    }

    private static ModelCommit Commit() =>
        new() { ModelId = "m", ExpectedRevision = 0, ModelType = "t", State = "{}", At = Start };
}
