using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Storage;
using RetrainGrains.Storage.Sqlite;
using RetrainGrains.Storage.Tests.Copying;

namespace RetrainGrains.Cli.Tests.Views;

/// <summary>The command as an operator sees it, on a real database.</summary>
public sealed class RebuildViewsCommandTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("retrain-views-").FullName;
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    private string Source => Path.Combine(folder, "fleet.db");

    public async ValueTask InitializeAsync()
    {
        await using var database = Open();
        await database.MigrateAsync();
        var check = new ModelChecked(
            FilledInstallation.Start, 4, 0.5, [], [], 0, new TriggerDecision(false, [], []), null);
        await database.Models.CommitAsync(FilledInstallation.Commit("a", 0) with
        {
            Ledger = [new LedgerAppend(check.At, check.Kind, DomainJson.Write<LifecycleEvent>(check))],
        });
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Tables_that_follow_the_ledger_are_as_they_were()
    {
        Assert.Equal((0, ""), (await RunAsync("--database", Source, "--check"), errors.ToString()));

        Assert.Matches("checks +1 +[0-9a-f]{64} +as it was", output.ToString());
        Assert.Contains("1 lines of 1 ledgers were projected", output.ToString());
        Assert.DoesNotContain("was another", output.ToString());
    }

    [Fact]
    public async Task A_table_that_was_another_ends_a_check_with_1_and_is_right_afterwards()
    {
        await using (var connection = new SqliteConnection($"Data Source={Source}"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM checks";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(1, await RunAsync("--database", Source, "--check"));
        Assert.Matches("checks +1 +[0-9a-f]{64} +was another", output.ToString());
        Assert.Equal(0, await RunAsync("--database", Source, "--check"));
    }

    [Fact]
    public async Task A_line_that_cannot_be_read_gives_no_rows_and_is_told()
    {
        await using (var database = Open())
        {
            var line = new LedgerAppend(FilledInstallation.Start, "of-tomorrow", """{"kind":"of-tomorrow"}""");
            await database.Models.CommitAsync(
                FilledInstallation.Commit("b", 0) with { Ledger = [line] },
                TestContext.Current.CancellationToken);
        }
        var report = Path.Combine(folder, "views.json");

        Assert.Equal((0, ""), (await RunAsync("--database", Source, "--json", report), errors.ToString()));

        Assert.Contains("1 of them gave no rows", output.ToString());
        var json = JsonNode.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken))!;
        Assert.Equal((2, 2, 1), ((int)json["models"]!, (int)json["lines"]!, (int)json["unread"]!));
        Assert.Equal("checks", (string)json["after"]!.AsArray().First(table => (int)table!["rows"]! == 1)!["table"]!);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_refused_and_not_made()
    {
        var missing = Path.Combine(folder, "none.db");

        Assert.Equal(2, await RunAsync("--database", missing));

        Assert.Contains("must be a SQLite file that exists", errors.ToString());
        Assert.False(File.Exists(missing));
    }

    private SqliteDatabase Open() => SqliteDatabase.Open(new SqliteOptions { Path = Source });

    private Task<int> RunAsync(params string[] arguments) => new RetrainCommand(
        new FleetReplay(), TimeProvider.System, output, errors).RunAsync(["rebuild-views", .. arguments]);
}
