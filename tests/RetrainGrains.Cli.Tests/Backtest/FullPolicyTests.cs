using System.Text.Json;
using RetrainGrains.Cli.Tests.Replay;

namespace RetrainGrains.Cli.Tests.Backtest;

/// <summary>Complete policies beside the rules, on hours whose level jumps after ten days.</summary>
public sealed class FullPolicyTests : IDisposable
{
    private readonly JumpingHours hours = new(120);

    public void Dispose() => hours.Dispose();

    [Fact]
    public async Task A_complete_policy_is_priced_by_what_it_predicted_and_how_often_it_retrained()
    {
        Assert.Equal((0, ""), (await RunAsync(
            new FakeEngine(offset: 2), "--cost", "10", "--policy", "default", "--json", hours.PathOf("r.json")),
            hours.Errors.ToString()));

        using var report = JsonDocument.Parse(File.ReadAllText(hours.PathOf("r.json")));
        var model = report.RootElement.GetProperty("models")[0];
        var policies = model.GetProperty("policies").EnumerateArray().ToArray();
        var found = policies.Single(policy => policy.GetProperty("policy").GetString() == "policy default");
        // Each hour's level is known: its error is the two that the engine adds, and the step to the next hour.
        double Squared(int hour) => Math.Pow(JumpingHours.Level(hour - 1) + 2 - JumpingHours.Level(hour), 2);
        var judged = Enumerable.Range(121, 15 * 24 - 1).ToArray();
        Assert.Equal(judged.Sum(Squared), found.GetProperty("loss").GetDouble(), 6);
        Assert.Equal(judged.Sum(Squared) + 10, found.GetProperty("cost").GetDouble(), 6);
        Assert.Equal(Math.Sqrt(judged.Average(Squared)), found.GetProperty("error").GetDouble(), 6);
        Assert.Equal([2], found.GetProperty("retrainings").EnumerateArray().Select(t => t.GetInt32()));
        Assert.Equal(8, found.GetProperty("trainings").GetInt32());
        var oracle = policies[^1].GetProperty("cost").GetDouble();
        Assert.Equal(found.GetProperty("cost").GetDouble() / oracle, found.GetProperty("ratio").GetDouble(), 9);
        Assert.Contains("policy default: its 1 retrainings trained 8 challengers", hours.Output.ToString());
    }

    [Fact]
    public async Task The_report_of_real_replays_does_not_depend_on_the_number_of_jobs()
    {
        var patient = hours.Write("patient.json", """{ "triggers": { "maximumAge": "30d" } }""");
        string[] policies = ["--policy", "default", "--policy", $"patient={patient}"];

        Assert.Equal(0, await RunAsync(
            new FleetReplay(), [.. policies, "--jobs", "1", "--json", hours.PathOf("1.json"),
                "--html", hours.PathOf("1.html")]));
        Assert.Equal(0, await RunAsync(
            new FleetReplay(), [.. policies, "--jobs", "2", "--json", hours.PathOf("2.json"),
                "--html", hours.PathOf("2.html")]));

        Assert.Equal(File.ReadAllText(hours.PathOf("1.json")), File.ReadAllText(hours.PathOf("2.json")));
        Assert.Equal(File.ReadAllText(hours.PathOf("1.html")), File.ReadAllText(hours.PathOf("2.html")));
        Assert.Contains("policy patient", File.ReadAllText(hours.PathOf("1.html")));
        Assert.Contains(" policy default |", hours.Output.ToString());
    }

    [Theory]
    [InlineData("magic", "--policy: 'magic' must be name=FILE.json, or one of aqi-adaptive")]
    [InlineData("stored", "--policy: 'stored' must be name=FILE.json")]
    [InlineData("mine=nowhere.json", "--policy: 'nowhere.json' cannot be read")]
    public async Task A_policy_that_cannot_be_found_is_refused(string policy, string message)
    {
        Assert.Equal(2, await RunAsync(new FakeEngine(0), "--policy", policy));

        Assert.Contains(message, hours.Errors.ToString());
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_policies_and_settings_is_said_at_once()
    {
        var policy = hours.Write("policy.json", """{ "triggers": { "cooldown": "soon" }, "speed": 3 }""");
        var settings = hours.Write("settings.json", """{ "priorSlope": "steep", "noise": -1, "horizon": 5 }""");

        Assert.Equal(2, await RunAsync(
            new FakeEngine(0), "--policy", $"mine={policy}", "--cost-aware", settings, "--jobs", "0", "--from",
            "soon"));

        string[] expected =
        [
            "triggers.cooldown", "policy.speed", "costAware.priorSlope: '\"steep\"' must be a number",
            "costAware.noise: '-1' must be between", "costAware.horizon: '5' is no setting", "--jobs: '0'",
            "--from: 'soon'",
        ];
        Assert.All(expected, message => Assert.Contains(message, hours.Errors.ToString()));
        Assert.Equal(expected.Length, hours.Errors.ToString().Trim().Split('\n').Length);
    }

    [Fact]
    public async Task Settings_of_the_cost_aware_rule_and_bounds_in_time_change_what_is_measured()
    {
        var settings = hours.Write("settings.json", """{ "priorSlope": 5, "horizonPeriods": 50 }""");
        Assert.Equal(0, await RunAsync(
            new FakeEngine(0), "--from", "2020-01-05", "--to", "2020-01-15", "--json", hours.PathOf("a.json")));
        Assert.Equal(0, await RunAsync(
            new FakeEngine(0), "--from", "2020-01-05", "--to", "2020-01-15", "--cost-aware", settings,
            "--json", hours.PathOf("b.json")));

        Assert.Contains("rows: 5 periods from 2020-01-10", hours.Output.ToString());
        Assert.NotEqual(File.ReadAllText(hours.PathOf("a.json")), File.ReadAllText(hours.PathOf("b.json")));
    }

    private Task<int> RunAsync(IReplayEngine engine, params string[] more) =>
        hours.BacktestAsync(engine, ["--quiet", .. more]);
}
