namespace RetrainGrains.Domain.Tests.Triggers;

/// <summary>The tests that the README's rules and explanations match the code.</summary>
public sealed class ReadmeTests
{
    private static readonly DateTimeOffset Now = Given.Start.AddDays(100);

    [Fact]
    public void The_sample_policy_is_read_and_the_sample_explanation_is_what_it_says()
    {
        var blocks = Read("README.md").Split("```");
        var json = blocks.Single(block => block.StartsWith("json\n") && block.Contains("\"decay\""));
        var shown = blocks.Single(block => block.Contains("✗ decay")).Trim().Split('\n');

        var (policy, problems) = PolicyReader.Read(json["json\n".Length..], new());
        var facts = new TriggerFacts
        {
            Now = Now, HasChampion = true, Outcomes = 1_000, NewOutcomes = 300, NewestOutcome = Now.AddHours(-1),
            LastRun = Now.AddDays(-3), RecentRuns = [Now.AddDays(-3)],
            Performance = new(500, [Rise(Metric.Rmse, 0.072, 0.15, 0.3, Severity.Critical)]),
            Drift = DriftReport.Silent(500), DriftStreak = 1,
        };

        Assert.Empty(problems);
        Assert.Equal(shown, Explanation.Of(policy.Triggering, facts, RetrainTrigger.Decide(policy.Triggering, facts)));
    }

    [Fact]
    public void The_sample_policy_that_watches_reasons_is_read_and_says_what_holds_by_default()
    {
        var json = Read("README.md").Split("```")
            .Single(block => block.StartsWith("json\n") && block.Contains("\"attributions\""));

        var (policy, problems) = PolicyReader.Read(json["json\n".Length..], new());

        Assert.Empty(problems);
        Assert.Equal(new AttributionPolicy(), policy.Drift.Attributions);
        Assert.Equal("attributions:warning", Assert.Single(policy.Triggers.Rules).When);
    }

    private static PerformanceEvidence Rise(
        Metric metric, double worsening, double limit, double pValue, Severity severity) => new(
        metric, RuleKind.Worsening, 10, 10 + 10 * worsening, worsening, limit, pValue, severity, false);

    private static string Read(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "RetrainGrains.sln"))) folder = folder.Parent;
        return File.ReadAllText(Path.Combine(folder.FullName, file)).ReplaceLineEndings("\n");
    }
}
