using System.Text.Json;
using RetrainGrains.Cli.Tests.Replay;
using RetrainGrains.Sources.Tests;

namespace RetrainGrains.Cli.Tests;

/// <summary>The command as a user sees it: exit codes, messages, tables, files.</summary>
public sealed class RetrainCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("retrain-cli-").FullName;
    private readonly FakeEngine engine = new(offset: 1);
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_replay_prints_one_row_for_each_model_and_one_for_each_policy()
    {
        Assert.Equal(0, await RunAsync(
            "replay", Rows("east"), Rows("west"), "--source", Source(), "--compare", "never/mean,last-value"));
        Assert.Equal("", errors.ToString());
        string[] lines = output.ToString().Split('\n');
        Assert.Single(lines, line => line.Contains("east ") && line.Contains("last-value"));
        Assert.Single(lines, line => line.Contains("west ") && line.Contains("last-value"));
        Assert.Single(lines, line => line.TrimStart().StartsWith("never/mean", StringComparison.Ordinal));
        Assert.Contains("ledger abc123", output.ToString());
    }

    [Fact]
    public async Task The_plan_carries_seed_database_policy_and_period()
    {
        var policy = Write("policy.json", """{ "triggers": { "cooldown": "5d" } }""");
        Assert.Equal(0, await RunAsync(
            "replay", Rows("east"), "--source", Source(), "--policy", policy, "--seed", "7", "--database", "x.db",
            "--explain", "--to", "2020-01-01T20:00", "--quiet"));
        var plan = engine.Plan!;
        Assert.Equal((7UL, "x.db", true), (plan.Seed, plan.DatabasePath, plan.Explain));
        Assert.Equal(TimeSpan.FromDays(5), plan.Policy.Triggers.Cooldown);
        Assert.Equal(20, plan.Streams[0].Rows.Length);
        Assert.Contains("east: promoted 1.1.0: better", output.ToString());
    }

    [Fact]
    public async Task The_report_is_written_as_JSON()
    {
        var path = Path.Combine(folder, "report.json");
        Assert.Equal(0, await RunAsync(
            "replay", Rows("east"), "--source", Source(), "--compare", "last-value", "--json", path));
        using var report = JsonDocument.Parse(File.ReadAllText(path));
        Assert.Equal("east", report.RootElement.GetProperty("models")[0].GetProperty("model").GetString());
    }

    [Fact]
    public async Task The_report_has_each_row_that_was_served_with_its_prediction_and_its_outcome()
    {
        var path = Path.Combine(folder, "report.json");
        Assert.Equal(0, await RunAsync("replay", Rows("east"), "--source", Source(), "--json", path));
        using var report = JsonDocument.Parse(File.ReadAllText(path));
        var rows = report.RootElement.GetProperty("models")[0].GetProperty("predictionRows");
        Assert.Equal(engine.Plan!.Streams[0].Served.Length, rows.GetArrayLength());
        var served = engine.Plan.Streams[0].Served[1];
        Assert.Equal(served.Id, rows[1].GetProperty("id").GetString());
        Assert.Equal(served.Outcome, rows[1].GetProperty("outcome").GetDouble());
        Assert.Equal(
            served.Features[engine.Plan.Streams[0].Schema.LastValueIndex] + 1,
            rows[1].GetProperty("prediction").GetDouble());
        // The last row's outcome lies beyond the file's end.
        Assert.Equal(JsonValueKind.Null, rows[rows.GetArrayLength() - 1].GetProperty("outcome").ValueKind);
    }

    [Theory]
    [InlineData("rows.csv")]
    [InlineData("rows.parquet")]
    public async Task The_served_rows_are_written_to_a_file_that_can_be_read_again(string name)
    {
        var path = Path.Combine(folder, name);
        Assert.Equal(0, await RunAsync("replay", Rows("east"), Rows("west"), "--source", Source(), "--out", path));
        var source = SourceTexts.Parse("""
            {
              "time": { "column": "at" }, "key": ["model"], "target": { "column": "outcome" }, "step": "1h",
              "outcomeDelay": "1h", "warmUpRows": 1, "features": [ { "name": "p", "column": "prediction" } ]
            }
            """);
        var (streams, problems) = StreamLoader.Load(source, [path], new Period());
        Assert.Empty(problems);
        var served = engine.Plan!.Streams[0].Served;
        Assert.Equal(2 * served.Length, streams[0].Rows.Length);
        var row = streams[0].Rows[2];
        Assert.Equal((served[1].At, served[1].Outcome), (row.At, row.Outcome));
        Assert.Equal(served[1].Features[engine.Plan.Streams[0].Schema.LastValueIndex] + 1, row.Features[0]);
    }

    [Fact]
    public async Task A_file_for_the_served_rows_of_another_kind_is_refused_before_the_work_begins()
    {
        Assert.Equal(2, await RunAsync("replay", Rows("east"), "--source", Source(), "--out", "rows.xlsx"));
        Assert.Contains("--out: 'rows.xlsx' must end with .csv or .parquet", errors.ToString());
        Assert.Null(engine.Plan);
    }

    [Fact]
    public async Task A_replay_without_a_source_file_guesses_one_and_prints_it()
    {
        var draw = new Random(1);
        var data = Write("sales.csv", "time,x,y\n" + string.Concat(Enumerable.Range(0, 2_000).Select(hour =>
            $"{new DateTime(2024, 1, 1).AddHours(hour):yyyy-MM-dd HH:mm},"
            + $"{draw.Next(9)},{hour % 24 + draw.Next(3)}\n")));

        Assert.Equal(0, await RunAsync("replay", data, "--target", "y", "--quiet"));

        var text = output.ToString();
        Assert.Contains($"Guessed from {data}:", text);
        var begin = text.IndexOf("// Guessed", StringComparison.Ordinal);
        var end = text.IndexOf("\n}\n", StringComparison.Ordinal);
        var source = SourceTexts.Parse(text[begin..(end + 2)]);
        Assert.Equal(("y", "y last known"), (source.Target.Column, source.LastValue));
        Assert.Equal(engine.Plan!.Streams[0].Schema.LastValue, source.LastValue);
    }

    [Fact]
    public async Task What_a_source_file_says_is_not_guessed_and_one_of_both_is_needed()
    {
        Assert.Equal(2, await RunAsync(
            "replay", Rows("east"), "--source", Source(), "--target", "y", "--horizon", "1h", "--measure", "return"));
        Assert.Equal(3, errors.ToString().Split("must be left out").Length - 1);
        Assert.Equal(2, await RunAsync("replay", Rows("east")));
        Assert.Contains("--source: '' must be given, or --target", errors.ToString());
        Assert.Equal(2, await RunAsync(
            "replay", Rows("east"), "--target", "y", "--horizon", "soon", "--measure", "2"));
        Assert.Contains("--horizon: 'soon' must be a positive time span", errors.ToString());
        Assert.Contains("--measure: '2' must be value, return or direction", errors.ToString());
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_command_line_is_said_at_once_and_ends_in_2()
    {
        var source = Write("bad.json", SourceTexts.Hourly.Replace("\"1h\"", "\"now\""));
        var policy = Write("policy.json", """{ "triggers": { "budgetRuns": -1 }, "speed": 3 }""");
        Assert.Equal(2, await RunAsync(
            "replay", Rows("east"), "--source", source, "--preset", "magic", "--policy", policy, "--compare", "often",
            "--from", "soon", "--json", Path.Combine(folder, "nowhere", "report.json")));
        string[] expected =
        [
            "--preset: 'magic'", "policy.speed: '3' is no setting", "policy.triggers.budgetRuns: '-1'",
            "--compare: 'often'", "--from: 'soon'", "--json:", "source.step: '\"now\"'", "source.horizon: '\"now\"'",
        ];
        Assert.All(expected, message => Assert.Contains(message, errors.ToString()));
        Assert.Equal(expected.Length, errors.ToString().Trim().Split('\n').Length);
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public async Task A_workers_recipe_is_refused_for_no_worker_can_take_part()
    {
        var policy = Write("policy.json", """{ "challengers": { "recipes": ["leafwise", "worker:lstm/30d"] } }""");

        Assert.Equal(2, await RunAsync("replay", Rows("east"), "--source", Source(), "--policy", policy));

        Assert.Contains(
            "policy.challengers.recipes[1]: 'worker:lstm/30d/level' must be a learner of this program: a worker's can "
            + "only be used by a server that it is connected to", errors.ToString());
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("replay", "--source", "x.json")]
    [InlineData("replay", "x.csv", "--source", "x.json", "--seed", "many")]
    [InlineData("reply")]
    public async Task A_command_line_that_cannot_be_understood_ends_in_2_and_shows_the_usage(params string[] arguments)
    {
        Assert.Equal(2, await RunAsync(arguments));
        Assert.Contains("Usage: retrain replay", errors.ToString());
    }

    [Theory]
    [InlineData("missing.csv", "cannot be read")]
    [InlineData("*.xml", "matches no file")]
    public async Task A_file_that_is_not_there_ends_in_2(string file, string message)
    {
        var path = Path.Combine(folder, file);
        Assert.Equal(2, await RunAsync("replay", path, "--source", Source(), "--compare", "never"));
        Assert.Contains(message, errors.ToString());
    }

    [Fact]
    public async Task Help_names_every_option()
    {
        Assert.Equal(0, await RunAsync("replay", "--help"));
        string[] options =
        [
            "--source", "--preset", "--policy", "--compare", "--from", "--to", "--seed", "--json", "--database",
            "--explain", "--quiet", "--out", "--target", "--horizon", "--measure", "--with",
        ];
        Assert.All(options, option => Assert.Contains(option, output.ToString()));
    }

    private Task<int> RunAsync(params string[] arguments) =>
        new RetrainCommand(engine, TimeProvider.System, output, errors)
            .RunAsync(arguments, TestContext.Current.CancellationToken);

    private string Source() => Write("source.json", SourceTexts.Hourly);

    private string Rows(string name) => Write(name + ".csv", "time,x,y\n" + string.Concat(
        Enumerable.Range(0, 24).Select(hour => $"2020-01-01 {hour:00}:00,{hour},{3 * hour}\n")));

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
