using System.Text.Json;
using RetrainGrains.Cli.Tests.Sources;

namespace RetrainGrains.Cli.Tests.Backtest;

/// <summary>The command as a user sees it, on hours whose level jumps after ten days.</summary>
public sealed class BacktestCommandTests : IDisposable
{
    private static readonly string Source = SourceTexts.Hourly.Replace("\"warmUpRows\": 2", "\"warmUpRows\": 48");

    private readonly string folder = Directory.CreateTempSubdirectory("retrain-backtest-").FullName;
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_backtest_prints_a_line_for_each_policy_with_its_ratio_to_the_oracle()
    {
        Assert.Equal((0, ""), (await RunAsync(), errors.ToString()));

        var lines = output.ToString().Split('\n');
        Assert.Single(lines, line => line.Contains("rows: 18 periods from 2020-01-03"));
        string[] policies =
            ["never", "every period", "every 13 periods", "error +15 %", "CUSUM", "regret area", "cost-aware"];
        Assert.All(policies, policy => Assert.Single(lines, line => line.Contains($" {policy} |")));
        Assert.Single(lines, line => line.Contains("best fixed cadence"));
        Assert.Single(lines, line => line.Contains(" oracle |") && line.Contains(" 1.000 |"));
    }

    [Fact]
    public async Task The_same_input_gives_the_same_JSON_and_the_same_page()
    {
        Assert.Equal(0, await RunAsync("--json", PathOf("1.json"), "--html", PathOf("1.html"), "--quiet"));
        Assert.Equal(0, await RunAsync("--json", PathOf("2.json"), "--html", PathOf("2.html"), "--quiet"));

        Assert.Equal(File.ReadAllText(PathOf("1.json")), File.ReadAllText(PathOf("2.json")));
        Assert.Equal(File.ReadAllText(PathOf("1.html")), File.ReadAllText(PathOf("2.html")));
    }

    [Fact]
    public async Task The_report_knows_what_was_measured()
    {
        Assert.Equal(0, await RunAsync("--cost", "10", "--json", PathOf("report.json")));

        using var report = JsonDocument.Parse(File.ReadAllText(PathOf("report.json")));
        var model = report.RootElement.GetProperty("models")[0];
        Assert.Equal(10, model.GetProperty("retrainingCost").GetDouble());
        // An hour's outcome is known an hour later, and so is the last one of each day.
        var size = (model.GetProperty("periods").GetInt32(), model.GetProperty("rows").GetInt32());
        Assert.Equal((18, 18 * 24 - 1), size);
        var policies = model.GetProperty("policies").EnumerateArray().ToArray();
        Assert.All(policies, policy => Assert.True(policy.GetProperty("ratio").GetDouble() >= 1));
        // The level jumps with the ninth served day; whole days of the new level are known at the end of it.
        Assert.Contains(9, policies[^1].GetProperty("retrainings").EnumerateArray().Select(t => t.GetInt32()));
    }

    [Fact]
    public async Task The_page_needs_nothing_from_elsewhere()
    {
        Assert.Equal(0, await RunAsync("--html", PathOf("page.html")));

        var page = File.ReadAllText(PathOf("page.html"));
        Assert.Contains("<svg", page);
        Assert.Contains("prefers-color-scheme: dark", page);
        Assert.DoesNotContain("http", page);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("NaN", page);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_and_ends_in_2()
    {
        var nowhere = PathOf(Path.Combine("nowhere", "x"));

        Assert.Equal(2, await RunAsync(
            "--recipe", "magic/all", "--cost", "-1", "--json", nowhere, "--html", nowhere));

        string[] expected = ["--recipe: 'magic/all'", "--cost: '-1'", "--json:", "--html:"];
        Assert.All(expected, message => Assert.Contains(message, errors.ToString()));
        Assert.Equal(expected.Length, errors.ToString().Trim().Split('\n').Length);
    }

    [Theory]
    [InlineData("1h", "432 periods, and must give 2 to 200")]
    [InlineData("30d", "1 periods, and must give 2 to 200")]
    [InlineData("often", "must be such as 7d")]
    public async Task A_period_that_cannot_be_served_is_refused(string period, string message)
    {
        Assert.Equal(2, await RunAsync("--period", period));

        Assert.Contains(message, errors.ToString());
    }

    [Fact]
    public async Task A_command_line_that_cannot_be_understood_shows_the_usage_of_backtest_only()
    {
        Assert.Equal(2, await new RetrainCommand(null, TimeProvider.System, output, errors)
            .RunAsync(["backtest"], TestContext.Current.CancellationToken));

        Assert.Contains("Usage: retrain backtest", errors.ToString());
        Assert.DoesNotContain("Usage: retrain replay", errors.ToString());
    }

    private Task<int> RunAsync(params string[] more)
    {
        string[] period = more.Contains("--period") ? [] : ["--period", "1d"];
        string[] recipe = more.Contains("--recipe") ? [] : ["--recipe", "mean/2d"];
        var rows = Enumerable.Range(0, 20 * 24).Select(hour =>
            $"{new DateTime(2020, 1, 1).AddHours(hour):yyyy-MM-dd HH:mm},{hour % 24},{Level(hour)}\n");
        var file = Write("rows.csv", "time,x,y\n" + string.Concat(rows));
        return new RetrainCommand(null, TimeProvider.System, output, errors).RunAsync(
            ["backtest", file, "--source", Write("source.json", Source), .. period, .. recipe, .. more],
            TestContext.Current.CancellationToken);
    }

    private static int Level(int hour) => hour % 7 + (hour < 10 * 24 ? 0 : 50);

    private string PathOf(string name) => Path.Combine(folder, name);

    private string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }
}
