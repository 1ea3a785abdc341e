namespace RetrainGrains.Deploy.Tests.Monitoring;

public sealed class AlertTests(Instruments instruments) : IClassFixture<Instruments>
{
    private const string Rules = "deploy/prometheus/rules.yml";
    private const string RuleTests = "deploy/prometheus/rules.test.yml";

    public static TheoryData<string> Alerts => [.. All.Select(rule => rule.At("alert").Text())];

    private static IEnumerable<YamlNode> All =>
        Yaml.Document(Rules).At("groups").Items().SelectMany(group => group.At("rules").Items());

    [Theory]
    [MemberData(nameof(Alerts))]
    public void An_alert_watches_series_that_servers_have(string alert)
    {
        var rule = All.Single(item => item.At("alert").Text() == alert);
        var read = Query.Series(rule.At("expr").Text()).ToHashSet();

        Assert.NotEmpty(read);
        Assert.Subset(instruments.Series.ToHashSet(), read);
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void An_alert_says_how_bad_it_is_what_is_wrong_and_what_to_do(string alert)
    {
        var rule = All.Single(item => item.At("alert").Text() == alert);

        Assert.Contains(rule.At("labels", "severity").Text(), (string[])["critical", "warning"]);
        Assert.NotEmpty(rule.At("annotations", "summary").Text());
        Assert.NotEmpty(rule.At("annotations", "action").Text());
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void An_alert_is_tested_to_fire_and_to_be_silent(string alert)
    {
        var expected = Yaml.Document(RuleTests).At("tests").Items()
            .SelectMany(test => test.At("alert_rule_test").Items())
            .Where(test => test.At("alertname").Text() == alert)
            .Select(test => test.At("exp_alerts").Items().Any()).ToArray();

        Assert.Contains(true, expected);
        Assert.Contains(false, expected);
    }

    [Theory]
    [InlineData("check", Rules)]
    [InlineData("test", RuleTests)]
    public async Task Prometheus_own_tool_agrees(string command, string file)
    {
        Tool.SkipWithout("promtool");
        var (exitCode, said) = await Tool.RunAsync("promtool", [command, "rules", file]);

        Assert.True(exitCode == 0, said);
    }

    [Fact]
    public void Prometheus_loads_the_rules() => Assert.Equal(
        "/etc/prometheus/rules.yml",
        Yaml.Document("deploy/prometheus/prometheus.yml").At("rule_files").Items().Single().Text());

    [Fact]
    public async Task Prometheus_own_tool_accepts_its_configuration()
    {
        Tool.SkipWithout("promtool");
        var (exitCode, said) = await Tool.RunAsync(
            "promtool", ["check", "config", "--syntax-only", "deploy/prometheus/prometheus.yml"]);

        Assert.True(exitCode == 0, said);
    }
}
