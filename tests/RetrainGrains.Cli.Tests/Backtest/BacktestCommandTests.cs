using System.Text.Json;
using RetrainGrains.Cli.Tests.Replay;

namespace RetrainGrains.Cli.Tests.Backtest;

/// <summary>The command as a user sees it, on hours whose level jumps after ten days.</summary>
public sealed class BacktestCommandTests : IDisposable
{
    private readonly JumpingHours hours = new(48);

    public void Dispose() => hours.Dispose();

    [Fact]
    public async Task A_backtest_prints_a_line_for_each_policy_with_its_ratio_to_the_oracle()
    {
        Assert.Equal((0, ""), (await RunAsync(), hours.Errors.ToString()));

        var lines = hours.Output.ToString().Split('\n');
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
        Assert.Equal(0, await RunAsync("--json", hours.PathOf("1.json"), "--html", hours.PathOf("1.html"), "--quiet"));
        Assert.Equal(0, await RunAsync("--json", hours.PathOf("2.json"), "--html", hours.PathOf("2.html"), "--quiet"));

        Assert.Equal(File.ReadAllText(hours.PathOf("1.json")), File.ReadAllText(hours.PathOf("2.json")));
        Assert.Equal(File.ReadAllText(hours.PathOf("1.html")), File.ReadAllText(hours.PathOf("2.html")));
    }

    [Fact]
    public async Task The_report_knows_what_was_measured()
    {
        Assert.Equal(0, await RunAsync("--cost", "10", "--json", hours.PathOf("report.json")));

        using var report = JsonDocument.Parse(File.ReadAllText(hours.PathOf("report.json")));
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
        Assert.Equal(0, await RunAsync("--html", hours.PathOf("page.html")));

        var page = File.ReadAllText(hours.PathOf("page.html"));
        Assert.Contains("<svg", page);
        Assert.Contains("prefers-color-scheme: dark", page);
        Assert.DoesNotContain("http", page);
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("NaN", page);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_and_ends_in_2()
    {
        var nowhere = hours.PathOf(Path.Combine("nowhere", "x"));

        Assert.Equal(2, await RunAsync(
            "--recipe", "magic/all", "--cost", "-1", "--json", nowhere, "--html", nowhere));

        string[] expected = ["--recipe: 'magic/all'", "--cost: '-1'", "--json:", "--html:"];
        Assert.All(expected, message => Assert.Contains(message, hours.Errors.ToString()));
        Assert.Equal(expected.Length, hours.Errors.ToString().Trim().Split('\n').Length);
    }

    [Theory]
    [InlineData("1h", "432 periods, and must give 2 to 200")]
    [InlineData("30d", "1 periods, and must give 2 to 200")]
    [InlineData("often", "must be such as 7d")]
    public async Task A_period_that_cannot_be_served_is_refused(string period, string message)
    {
        Assert.Equal(2, await RunAsync("--period", period));

        Assert.Contains(message, hours.Errors.ToString());
    }

    [Fact]
    public async Task A_command_line_that_cannot_be_understood_shows_the_usage_of_backtest_only()
    {
        Assert.Equal(2, await new RetrainCommand(new FakeEngine(0), TimeProvider.System, hours.Output, hours.Errors)
            .RunAsync(["backtest"], TestContext.Current.CancellationToken));

        Assert.Contains("Usage: retrain backtest", hours.Errors.ToString());
        Assert.DoesNotContain("Usage: retrain replay", hours.Errors.ToString());
    }

    private Task<int> RunAsync(params string[] more) => hours.BacktestAsync(new FakeEngine(0), more);
}
