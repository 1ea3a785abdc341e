using System.Security.Cryptography;
using System.Text.Json;
using RetrainGrains.Storage.Sqlite;
using RetrainGrains.Storage.Tests.Copying;
using RetrainGrains.Storage.Tests.Postgres;

namespace RetrainGrains.Cli.Tests.Move;

/// <summary>The command as an operator sees it, between real databases.</summary>
public sealed class MoveCommandTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("retrain-move-").FullName;
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();
    private string target = "";

    private string Source => PathOf("fleet.db");

    public async ValueTask InitializeAsync()
    {
        await using var database = Open(Source);
        await FilledInstallation.FillAsync(database);
        var server = await PostgresServer.SharedAsync();
        var name = await server.CreateDatabaseAsync(migrated: false);
        target = server.ConnectionString(name) + ";Password=hunter2";
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_move_shows_what_arrived_and_leaves_the_source_as_it_was()
    {
        var before = Fingerprint(Source);

        Assert.Equal((0, ""), (await RunAsync("--from", Source, "--to", target), errors.ToString()));

        var lines = output.ToString().Split('\n');
        Assert.Single(lines, line => line.StartsWith("copying observations: 2,502 of 2,502", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("comparing ledger: 120 of 120", StringComparison.Ordinal));
        Assert.Single(lines, line => Regex(line, "observations +2,502 +[0-9a-f]{64}"));
        Assert.Single(lines, line => Regex(line, "models +30 +[0-9a-f]{64}"));
        Assert.Contains(" in 19 tables; ledger " + await LedgerHashAsync(Source), output.ToString());
        Assert.Equal(before, Fingerprint(Source));
        Assert.Equal([Source], Directory.GetFiles(folder));
    }

    [Fact]
    public async Task A_file_that_a_server_has_is_left_alone_and_the_server_is_named()
    {
        using var taken = DatabaseLock.Take(PathOf("served.db"));

        Assert.Equal(2, await RunAsync("--from", Source, "--to", PathOf("served.db")));
        Assert.Contains($"is in use by process {Environment.ProcessId} on ", errors.ToString());
        Assert.False(File.Exists(PathOf("served.db")));
    }

    [Fact]
    public async Task What_was_moved_there_and_back_has_the_same_rows_and_hashes()
    {
        Assert.Equal(0, await RunAsync("--from", Source, "--to", target, "--quiet", "--json", PathOf("there.json")));
        Assert.DoesNotContain("copying", output.ToString());
        Assert.Equal(0, await RunAsync("--from", target, "--to", PathOf("back.db"), "--json", PathOf("back.json")));

        using var there = JsonDocument.Parse(File.ReadAllText(PathOf("there.json")));
        using var back = JsonDocument.Parse(File.ReadAllText(PathOf("back.json")));
        Assert.Equal(19, there.RootElement.GetProperty("tables").GetArrayLength());
        Assert.All(
            ["tables", "ledgerSha256"], name => Assert.Equal(
                there.RootElement.GetProperty(name).GetRawText(), back.RootElement.GetProperty(name).GetRawText()));
        Assert.Equal(await LedgerHashAsync(Source), await LedgerHashAsync(PathOf("back.db")));
    }

    [Fact]
    public async Task A_target_that_is_not_empty_is_refused()
    {
        Assert.Equal(0, await RunAsync("--from", Source, "--to", target));

        Assert.Equal(2, await RunAsync("--from", Source, "--to", target));

        Assert.Contains("The target has rows in table models; it must be an empty database.", errors.ToString());
        Assert.Contains("Nothing was copied", errors.ToString());
    }

    [Fact]
    public async Task A_move_that_was_interrupted_says_so_and_can_be_made_again()
    {
        using var interruption = new CancellationTokenSource();
        using var interrupting = new InterruptingWriter("copying ledger", interruption);

        var code = await new RetrainCommand(new FleetReplay(), TimeProvider.System, interrupting, errors)
            .RunAsync(["move", "--from", Source, "--to", target], interruption.Token);

        Assert.Equal(1, code);
        Assert.Contains("has not ended well (it was interrupted)", errors.ToString());
        errors.GetStringBuilder().Clear();
        Assert.Equal((0, ""), (await RunAsync("--from", Source, "--to", target), errors.ToString()));
    }

    [Fact]
    public async Task The_file_of_another_program_is_refused_and_left_as_it_was()
    {
        var other = PathOf("other.db");
        await SqliteAsync(other, "CREATE TABLE songs (title TEXT)");
        var before = Fingerprint(other);

        Assert.Equal(2, await RunAsync("--from", other, "--to", target));

        Assert.Contains("The source has schema none; it must be 0004_file_imports.", errors.ToString());
        Assert.Equal(before, Fingerprint(other));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told_with_what_to_do()
    {
        File.WriteAllText(Source, string.Join('\n', Enumerable.Repeat("no database", 1_000)));

        Assert.Equal(1, await RunAsync("--from", Source, "--to", target));

        Assert.Contains("file is not a database", errors.ToString());
        Assert.Contains("Mend that and move again", errors.ToString());
    }

    [Fact]
    public async Task A_row_that_its_index_hides_is_noticed_before_anything_is_copied()
    {
        // As a file looks that a torn write or a bad disk left: the table has rows that its index does not know.
        await SqliteAsync(Source, """
            CREATE INDEX one ON runs (priority) WHERE priority < 0;
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = 'CREATE INDEX one ON runs (priority)' WHERE name = 'one';
            """);

        Assert.Equal(2, await RunAsync("--from", Source, "--to", target));

        Assert.Matches(@"The source is damaged \(.+ index one\)", errors.ToString());
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_the_arguments_is_said_at_once_and_no_file_is_made()
    {
        var missing = PathOf("missing.db");

        var code = await RunAsync(
            "--from", missing, "--to", "Host=db;Pasword=hunter2", "--json", PathOf("nowhere/report.json"));

        Assert.Equal(2, code);
        string[] expected = [$"--from: '{missing}' must be a SQLite file", "--to: '…' must be a conn", "--json: "];
        Assert.Equal(expected.Length, errors.ToString().Trim().Split('\n').Length);
        Assert.All(expected, message => Assert.Contains(message, errors.ToString()));
        Assert.False(File.Exists(missing));
    }

    [Theory]
    [InlineData("--to")]
    [InlineData("--to", "nowhere/fleet.db")]
    [InlineData("--to", "postgresql://fleet:hunter2@db/fleet")]
    [InlineData("--to", "Host=db;Password=hunter2")]
    [InlineData("--to", "Host=db;Database=fleet;Password=a;hunter2=b")]
    [InlineData("--to", "Host=db;Database=fleet;Password=a", "hunter2")]
    [InlineData("--too", "Host=db;Database=fleet;Password=hunter2")]
    [InlineData("--too=Host=db;Database=fleet;Password=hunter2")]
    [InlineData("Host=db;Database=fleet;Password=hunter2")]
    public async Task A_wrong_target_is_refused_and_no_password_is_shown(params string[] arguments)
    {
        Assert.Equal(2, await RunAsync(["--from", Source, .. arguments]));

        Assert.NotEqual("", errors.ToString());
        Assert.DoesNotContain("hunter2", errors.ToString() + output);
    }

    [Fact]
    public async Task A_server_that_is_away_is_named_without_its_password()
    {
        Assert.Equal(1, await RunAsync(
            "--from", Source, "--to", "Host=127.0.0.1;Port=1;Database=fleet;Password=hunter2"));

        Assert.Contains("to PostgreSQL fleet on 127.0.0.1 has not ended well", errors.ToString());
        Assert.DoesNotContain("hunter2", errors.ToString());
    }

    [Fact]
    public async Task The_operating_guide_names_only_options_that_there_are()
    {
        Assert.Equal(0, await RunAsync("--help"));

        var guide = File.ReadAllText(Path.Combine(SharedData.Repository, "deploy", "README.md"));
        var section = guide[guide.IndexOf("## From SQLite to PostgreSQL", StringComparison.Ordinal)..];
        var command = section[section.IndexOf("retrain move", StringComparison.Ordinal)..section.IndexOf("\n\n## ")];
        var options = System.Text.RegularExpressions.Regex.Matches(command, "--(?!user)[a-z]+").Select(it => it.Value);
        Assert.Superset(new HashSet<string> { "--from", "--to", "--json" }, options.ToHashSet());
        Assert.All(options, option => Assert.Contains(option, output.ToString()));
    }

    private Task<int> RunAsync(params string[] arguments) =>
        new RetrainCommand(new FleetReplay(), TimeProvider.System, output, errors)
            .RunAsync(["move", .. arguments], TestContext.Current.CancellationToken);

    private string PathOf(string name) => Path.Combine(folder, name);

    private static SqliteDatabase Open(string path) => SqliteDatabase.Open(
        new SqliteOptions { Path = path, Durability = SqliteDurability.Scratch });

    private static async Task<string> LedgerHashAsync(string path)
    {
        await using var database = Open(path);
        return await database.Models.LedgerHashAsync(TestContext.Current.CancellationToken);
    }

    private static async Task SqliteAsync(string path, string sql)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static string Fingerprint(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    private static bool Regex(string line, string pattern) =>
        System.Text.RegularExpressions.Regex.IsMatch(line, pattern);

    private sealed class InterruptingWriter(string mark, CancellationTokenSource interruption) : StringWriter
    {
        public override void Write(string? value)
        {
            base.Write(value);
            if (GetStringBuilder().ToString().Contains(mark, StringComparison.Ordinal)) interruption.Cancel();
        }
    }
}
