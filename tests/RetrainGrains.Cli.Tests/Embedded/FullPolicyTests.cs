using System.Text.Json;
using RetrainGrains.Cli.Embedded;
using RetrainGrains.Cli.Tests.Replay;
using RetrainGrains.Cli.Tests.Sources;

namespace RetrainGrains.Cli.Tests.Embedded;

/// <summary>Complete policies beside the rules, on hours whose level jumps after ten days.</summary>
public sealed class FullPolicyTests : IDisposable
{
    private static readonly string Source = SourceTexts.Hourly.Replace("\"warmUpRows\": 2", "\"warmUpRows\": 120");

    private readonly string folder = Directory.CreateTempSubdirectory("retrain-policies-").FullName;
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_complete_policy_is_priced_by_what_it_predicted_and_how_often_it_retrained()
    {
        Assert.Equal((0, ""), (await RunAsync(
            new FakeEngine(offset: 2), "--cost", "10", "--policy", "default", "--json", PathOf("r.json")),
            errors.ToString()));

        using var report = JsonDocument.Parse(File.ReadAllText(PathOf("r.json")));
        var model = report.RootElement.GetProperty("models")[0];
        var policies = model.GetProperty("policies").EnumerateArray().ToArray();
        var found = policies.Single(policy => policy.GetProperty("policy").GetString() == "policy default");
        // Each hour's level is known: its error is the two that the engine adds, and the step to the next hour.
        double Squared(int hour) => Math.Pow(Level(hour - 1) + 2 - Level(hour), 2);
        var hours = Enumerable.Range(121, 15 * 24 - 1).ToArray();
        Assert.Equal(hours.Sum(Squared), found.GetProperty("loss").GetDouble(), 6);
        Assert.Equal(hours.Sum(Squared) + 10, found.GetProperty("cost").GetDouble(), 6);
        Assert.Equal(Math.Sqrt(hours.Average(Squared)), found.GetProperty("error").GetDouble(), 6);
        Assert.Equal([2], found.GetProperty("retrainings").EnumerateArray().Select(t => t.GetInt32()));
        Assert.Equal(8, found.GetProperty("trainings").GetInt32());
        var oracle = policies[^1].GetProperty("cost").GetDouble();
        Assert.Equal(found.GetProperty("cost").GetDouble() / oracle, found.GetProperty("ratio").GetDouble(), 9);
        Assert.Contains("policy default: its 1 retrainings trained 8 challengers", output.ToString());
    }

    [Fact]
    public async Task The_report_of_real_replays_does_not_depend_on_the_number_of_jobs()
    {
        var patient = Write("patient.json", """{ "triggers": { "maximumAge": "30d" } }""");
        string[] policies = ["--policy", "default", "--policy", $"patient={patient}"];

        Assert.Equal(0, await RunAsync(
            new FleetReplay(), [.. policies, "--jobs", "1", "--json", PathOf("1.json"), "--html", PathOf("1.html")]));
        Assert.Equal(0, await RunAsync(
            new FleetReplay(), [.. policies, "--jobs", "2", "--json", PathOf("2.json"), "--html", PathOf("2.html")]));

        Assert.Equal(File.ReadAllText(PathOf("1.json")), File.ReadAllText(PathOf("2.json")));
        Assert.Equal(File.ReadAllText(PathOf("1.html")), File.ReadAllText(PathOf("2.html")));
        Assert.Contains("policy patient", File.ReadAllText(PathOf("1.html")));
        Assert.Contains(" policy default |", output.ToString());
    }

    [Theory]
    [InlineData("magic", "--policy: 'magic' must be name=FILE.json, or one of aqi-adaptive")]
    [InlineData("stored", "--policy: 'stored' must be name=FILE.json")]
    [InlineData("mine=nowhere.json", "--policy: 'nowhere.json' cannot be read")]
    public async Task A_policy_that_cannot_be_found_is_refused(string policy, string message)
    {
        Assert.Equal(2, await RunAsync(new FakeEngine(0), "--policy", policy));

        Assert.Contains(message, errors.ToString());
    }

    [Fact]
    public async Task Without_the_engine_of_the_embedded_build_a_complete_policy_is_refused()
    {
        Assert.Equal(2, await RunAsync(null, "--policy", "default"));

        Assert.Contains("--policy: 'default' is replayed in the Embedded build only", errors.ToString());
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_policies_and_settings_is_said_at_once()
    {
        var policy = Write("policy.json", """{ "triggers": { "cooldown": "soon" }, "speed": 3 }""");
        var settings = Write("settings.json", """{ "priorSlope": "steep", "noise": -1, "horizon": 5 }""");

        Assert.Equal(2, await RunAsync(
            new FakeEngine(0), "--policy", $"mine={policy}", "--cost-aware", settings, "--jobs", "0", "--from",
            "soon"));

        string[] expected =
        [
            "triggers.cooldown", "policy.speed", "costAware.priorSlope: '\"steep\"' must be a number",
            "costAware.noise: '-1' must be between", "costAware.horizon: '5' is no setting", "--jobs: '0'",
            "--from: 'soon'",
        ];
        Assert.All(expected, message => Assert.Contains(message, errors.ToString()));
        Assert.Equal(expected.Length, errors.ToString().Trim().Split('\n').Length);
    }

    [Fact]
    public async Task Settings_of_the_cost_aware_rule_and_bounds_in_time_change_what_is_measured()
    {
        var settings = Write("settings.json", """{ "priorSlope": 5, "horizonPeriods": 50 }""");
        Assert.Equal(0, await RunAsync(null, "--from", "2020-01-05", "--to", "2020-01-15", "--json", PathOf("a.json")));
        Assert.Equal(0, await RunAsync(
            null, "--from", "2020-01-05", "--to", "2020-01-15", "--cost-aware", settings, "--json", PathOf("b.json")));

        Assert.Contains("rows: 5 periods from 2020-01-10", output.ToString());
        Assert.NotEqual(File.ReadAllText(PathOf("a.json")), File.ReadAllText(PathOf("b.json")));
    }

    private Task<int> RunAsync(IReplayEngine? engine, params string[] more)
    {
        var rows = Enumerable.Range(0, 20 * 24).Select(hour =>
            $"{new DateTime(2020, 1, 1).AddHours(hour):yyyy-MM-dd HH:mm},{hour % 24},{Level(hour)}\n");
        var file = Write("rows.csv", "time,x,y\n" + string.Concat(rows));
        return new RetrainCommand(engine, TimeProvider.System, output, errors).RunAsync(
            [
                "backtest", file, "--source", Write("source.json", Source), "--period", "1d", "--recipe", "mean/2d",
                "--quiet", .. more,
            ],
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
