using System.Text.Json;
using RetrainGrains.Cli.Tests.Replay;
using RetrainGrains.Storage.Tests.Postgres;

namespace RetrainGrains.Cli.Tests.Backtest;

/// <summary>A backtest on what a database has recorded: the traffic of a real replay.</summary>
public sealed class RecordedTrafficTests : IClassFixture<RecordedTrafficTests.Station>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("retrain-recorded-").FullName;
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    public RecordedTrafficTests(Station station) => station.CopyTo(folder);

    private string Fleet => PathOf("fleet.db");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_a_database_recorded_is_backtested_as_the_file_that_it_came_from()
    {
        Assert.Equal((0, ""), (await BacktestAsync("--recipe", "ridge/all", "--json", PathOf("db.json")),
            errors.ToString()));
        Assert.Equal(0, await RunAsync(
            "backtest", PathOf("station.csv"), "--source", PathOf("source.json"), "--period", "1d", "--recipe",
            "ridge/all", "--quiet", "--json", PathOf("file.json")));

        using var file = JsonDocument.Parse(File.ReadAllText(PathOf("file.json")));
        using var recorded = JsonDocument.Parse(File.ReadAllText(PathOf("db.json")));
        string Part(JsonDocument report, string name) =>
            report.RootElement.GetProperty("models")[0].GetProperty(name).GetRawText();
        Assert.All(
            ["model", "start", "rows", "policies", "losses"],
            name => Assert.Equal(Part(file, name), Part(recorded, name)));
    }

    [Fact]
    public async Task The_recipe_and_the_stored_policy_are_the_models_own_and_nothing_is_written()
    {
        var before = File.ReadAllBytes(Fleet);

        Assert.Equal((0, ""), (await BacktestAsync("--policy", "stored", "--json", PathOf("db.json")),
            errors.ToString()));

        using var report = JsonDocument.Parse(File.ReadAllText(PathOf("db.json")));
        Assert.Contains("/", report.RootElement.GetProperty("recipe").GetString()!);
        Assert.Contains("policy stored", output.ToString());
        Assert.Equal(before, File.ReadAllBytes(Fleet));
    }

    [Fact]
    public async Task A_postgres_database_gives_the_same_report()
    {
        var server = await PostgresServer.SharedAsync();
        var target = server.ConnectionString(await server.CreateDatabaseAsync(migrated: false));
        Assert.Equal(0, await RunAsync("move", "--from", Fleet, "--to", target, "--quiet"));

        Assert.Equal(0, await BacktestAsync("--recipe", "ridge/all", "--json", PathOf("sqlite.json")));
        Assert.Equal(0, await RunAsync(
            "backtest", "--database", target, "--model", "station", "--period", "1d", "--quiet", "--recipe",
            "ridge/all", "--json", PathOf("postgres.json")));

        Assert.Equal(File.ReadAllText(PathOf("sqlite.json")), File.ReadAllText(PathOf("postgres.json")));
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_refused_with_those_that_are()
    {
        Assert.Equal(2, await RunAsync("backtest", "--database", Fleet, "--model", "stasion", "--policy", "stored"));

        Assert.Single(errors.ToString().Trim().Split('\n'));
        Assert.Contains("--model: 'stasion' must be a model of", errors.ToString());
        Assert.Contains("there are station", errors.ToString());
    }

    [Theory]
    [InlineData("--from 2021-01-01", "has 0 outcomes")]
    [InlineData("--warm-up 300d", "335 of them warm-up")]
    [InlineData("--warm-up long", "--warm-up: 'long' must be such as 30d")]
    [InlineData("--period 30d", "must give 2 to 200")]
    public async Task Too_few_outcomes_are_refused_with_what_would_help(string options, string message)
    {
        Assert.Equal(2, await BacktestAsync(options.Split(' ')));

        Assert.Contains(message, errors.ToString());
    }

    [Fact]
    public async Task A_file_that_no_server_has_used_is_refused()
    {
        var empty = Write("empty.db", "");

        Assert.Equal(2, await RunAsync("backtest", "--database", empty, "--model", "station"));

        Assert.Contains("must be one that a server of this version has used", errors.ToString());
    }

    [Theory]
    [InlineData("backtest --database x.db")]
    [InlineData("backtest rows.csv")]
    [InlineData("backtest rows.csv --source a.json --database x.db --model m")]
    public async Task Files_and_databases_are_not_mixed(string line)
    {
        Assert.Equal(2, await RunAsync(line.Split(' ')));

        Assert.Contains("Give FILES and --source, or --database and --model.", errors.ToString());
    }

    private Task<int> BacktestAsync(params string[] more)
    {
        string[] period = more.Contains("--period") ? [] : ["--period", "1d"];
        return RunAsync(["backtest", "--database", Fleet, "--model", "station", "--quiet", .. period, .. more]);
    }

    private Task<int> RunAsync(params string[] arguments) =>
        new RetrainCommand(new FleetReplay(), TimeProvider.System, output, errors)
            .RunAsync(arguments, TestContext.Current.CancellationToken);

    private string PathOf(string name) => Path.Combine(folder, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    /// <summary>A station whose level jumps in its second week, under the default policy.</summary>
    public sealed class Station() : ReplayedStation(hour => hour % 5 + (hour < 200 ? 0 : 9), "{}");
}
