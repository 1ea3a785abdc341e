namespace RetrainGrains.Storage.Tests.Sql;

/// <summary>A database is brought up to date once, and one that is not ours is left alone.</summary>
public abstract class MigrationCompliance(SharedDatabaseHome home) : SharedDatabaseCompliance(home)
{
    [Fact]
    public async Task Migrating_again_keeps_everything()
    {
        await CreateAsync();

        await Database.MigrateAsync();
        await using var reopened = Home.Open();
        await reopened.MigrateAsync();

        Assert.Equal(1, (await reopened.Models.FindAsync(Model))?.Revision);
    }

    [Fact]
    public async Task A_newer_database_is_refused()
    {
        Home.Execute("INSERT INTO schema_migrations (version, name, checksum) VALUES (9999, '9999_future', 'x')");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Database.MigrateAsync());

        Assert.Contains("has migration 9999_future, newer than the last one known here", refusal.Message);
    }

    [Fact]
    public async Task A_database_made_by_another_text_of_a_migration_is_refused()
    {
        Home.Execute("UPDATE schema_migrations SET checksum = 'altered' WHERE version = 1");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Database.MigrateAsync());

        Assert.Contains("another text of migration 0001_foundation: its checksum is altered", refusal.Message);
    }

    [Fact]
    public async Task Two_programs_may_start_on_one_new_database()
    {
        await using var second = Home.Open();
        await Task.WhenAll(
            Task.Run(() => Database.MigrateAsync()), Task.Run(() => second.MigrateAsync()));
        Assert.Empty(await second.Models.ListAsync(null, 1));
    }
}
