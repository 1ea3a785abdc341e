using System.Globalization;
using System.Text.Json;

namespace RetrainGrains.Cli.Tests.Replay;

/// <summary>Streams of kinds that have gone wrong in silence, each under the id it is reported by.</summary>
public sealed class ReplayCaseTests : IDisposable
{
    private static readonly DateTime Start = new(2026, 1, 1);

    private readonly string folder = Directory.CreateTempSubdirectory("retrain-cases-").FullName;
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task F13_a_replay_in_which_every_training_fails_says_why_and_ends_with_a_code_of_its_own()
    {
        var rows = Rows("negative", Start, 600, hour => -3 - hour % 5);

        var (code, report) = await ReplayAsync([rows], """["ridge/all/log", "leafwise/all/log"]""", "--explain");

        Assert.Equal(5, code);
        var model = report.GetProperty("models")[0];
        Assert.Equal(0, model.GetProperty("predictions").GetInt32());
        Assert.Contains("every training failed", model.GetProperty("neverServed").GetString());
        var failures = model.GetProperty("failures").EnumerateArray().ToArray();
        Assert.Equal(
            ["leafwise/all/log", "ridge/all/log"],
            failures.Select(failure => failure.GetProperty("recipe").GetString()!).Order());
        Assert.All(failures, failure => Assert.Contains(
            "is for targets above -1", failure.GetProperty("reason").GetString()));
        Assert.Equal(model.GetProperty("runs").GetInt32(), model.GetProperty("failedRuns").GetInt32());
        var explained = model.GetProperty("explanations").EnumerateArray().Select(line => line.GetString()!).ToArray();
        Assert.Single(explained, line => line.Contains("Z failed ridge/all/log: A target", StringComparison.Ordinal));
        Assert.Contains("no version ever served: every training failed", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F20_a_window_with_too_few_rows_is_counted_and_told_once_a_kind()
    {
        // A row a day: after a warm-up of 60 days, a window of 2 days is never enough for a tree.
        var rows = Rows("daily", Start, 200, day => day % 7, TimeSpan.FromDays(1));

        var (code, report) = await ReplayAsync(
            [rows], """["ridge/all/level", "leafwise/2d/level"]""", "--explain", step: "1d", warmUp: "60d");

        Assert.Equal(0, code);
        var model = report.GetProperty("models")[0];
        var failure = Assert.Single(model.GetProperty("failures").EnumerateArray().ToArray());
        Assert.Equal("leafwise/2d/level", failure.GetProperty("recipe").GetString());
        Assert.InRange(failure.GetProperty("count").GetInt32(), 2, int.MaxValue);
        var overall = report.GetProperty("overall");
        Assert.Equal(failure.GetProperty("count").GetInt32(), overall.GetProperty("failedTrainings").GetInt32());
        Assert.Single(
            output.ToString().Split('\n'), line => line.Contains("Z failed leafwise/2d", StringComparison.Ordinal));
    }

    [Fact]
    public async Task F21_the_result_of_a_stream_does_not_depend_on_its_company()
    {
        var late = Rows("late", Start, 24 * 40, hour => hour % 24);
        var early = Rows("early", Start.AddYears(-1), 24 * 60, hour => hour % 12);

        var (_, alone) = await ReplayAsync([late], """["ridge", "last-value"]""");
        var (_, together) = await ReplayAsync([early, late], """["ridge", "last-value"]""");

        string Told(JsonElement report)
        {
            var model = report.GetProperty("models").EnumerateArray()
                .Single(model => model.GetProperty("model").GetString() == "late");
            string[] names = ["error", "checks", "runs", "promotions", "predictions", "ledgerSha256"];
            return string.Join(", ", names.Select(name => $"{name} {model.GetProperty(name)}"));
        }
        Assert.Equal(Told(alone), Told(together));
    }

    [Theory]
    [InlineData(1930)]
    [InlineData(1969)]
    public async Task F19_rows_before_1970_train_as_those_of_any_date(int year)
    {
        // The same days of the week: 1930-01-01, 1969-01-01 and 2014-01-01 are Wednesdays.
        double Value(int hour) => hour % 24 + hour / 240;
        const string Recipes = """["leafwise", "ridge"]""";
        var (_, then) = await ReplayAsync([Rows("then", new DateTime(year, 1, 1), 960, Value)], Recipes);
        var (_, now) = await ReplayAsync([Rows("then", new DateTime(2014, 1, 1), 960, Value)], Recipes);

        string Told(JsonElement report)
        {
            var model = report.GetProperty("models")[0];
            string[] names = ["error", "runs", "checks"];
            return string.Join(", ", names.Select(name => $"{name} {model.GetProperty(name)}"));
        }
        Assert.Equal(Told(now), Told(then));
    }

    [Fact]
    public async Task F19_times_that_cannot_be_held_are_refused_by_name()
    {
        var rows = Rows("old", new DateTime(2, 1, 1), 600, hour => hour);

        var code = await RunAsync([rows], """["ridge"]""");

        Assert.Equal(2, code);
        Assert.Contains(
            "must be a time from the year 1000 to 8999: no other can be held", errors.ToString(),
            StringComparison.Ordinal);
    }

    private string Rows(string name, DateTime start, int count, Func<int, double> value, TimeSpan? step = null) =>
        Write($"{name}.csv", "time,x,y\n" + string.Concat(Enumerable.Range(0, count).Select(row =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{start + row * (step ?? TimeSpan.FromHours(1)):yyyy-MM-dd HH:mm},{row % 24},{value(row)}\n"))));

    private async Task<(int Code, JsonElement Report)> ReplayAsync(
        string[] files, string recipes, string? option = null, string step = "1h", string warmUp = "10d")
    {
        var report = Path.Combine(folder, "report.json");
        var code = await RunAsync(files, recipes, option, step, warmUp, report);
        Assert.Equal("", errors.ToString());
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report));
        return (code, json.RootElement.Clone());
    }

    private Task<int> RunAsync(
        string[] files, string recipes, string? option = null, string step = "1h", string warmUp = "10d",
        string? report = null)
    {
        var source = Write("source.json", $$"""
            {"time": {"column": "time", "formats": ["yyyy-MM-dd HH:mm"]}, "step": "{{step}}", "target": {"column": "y"},
            "outcomeDelay": "{{step}}", "warmUp": "{{warmUp}}", "lastValue": "last",
            "features": [{"name": "x", "column": "x"}, {"name": "last", "last": true}]}
            """);
        var policy = Write("policy.json", $$"""{ "challengers": { "recipes": {{recipes}} } }""");
        string[] arguments = ["replay", .. files, "--source", source, "--policy", policy, "--quiet"];
        return new RetrainCommand(new FleetReplay(), TimeProvider.System, output, errors).RunAsync(
        [
            .. arguments, .. option is null ? Array.Empty<string>() : [option],
            .. report is null ? Array.Empty<string>() : ["--json", report],
        ]);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
