namespace RetrainGrains.Domain.Tests.Performance;

public sealed class EstimationPolicyTests
{
    [Fact]
    public void It_is_off_until_a_policy_asks_for_it_and_can_be_switched_off_again()
    {
        var (on, problems) = PolicyReader.Read(
            """{ "performance": { "estimation": { "minimumRows": 300 } } }""", new());
        var (off, _) = PolicyReader.Read("""{ "performance": { "estimation": null } }""", on);

        Assert.Null(new ModelPolicy().Performance.Estimation);
        Assert.Empty(problems);
        Assert.Equal(new EstimationPolicy { MinimumRows = 300 }, on.Performance.Estimation);
        Assert.Equal(
            on.Performance.Estimation, DomainJson.Read<ModelPolicy>(DomainJson.Write(on)).Performance.Estimation);
        Assert.Null(off.Performance.Estimation);
    }

    [Fact]
    public void Every_setting_out_of_range_is_reported_with_its_path()
    {
        var (_, problems) = PolicyReader.Read("""
            {
              "performance": {
                "estimation": {
                  "minimumRows": 99, "window": "1h", "lookback": "61d", "settling": "2d", "deviations": 0,
                  "coverage": 0.4
                }
              }
            }
            """, new());

        Assert.Equal(
            ["coverage", "deviations", "lookback", "minimumRows", "settling", "window"],
            problems.Where(problem => problem.Field != "policy.keepWindows")
                .Select(problem => problem.Field["policy.performance.estimation.".Length..])
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_policy_whose_rules_cannot_be_estimated_is_refused()
    {
        var (_, problems) = PolicyReader.Read("""
            {
              "performance": {
                "estimation": {},
                "rules": [{ "metric": "r2", "kind": "bound", "limit": 0.8, "severity": "critical" }]
              }
            }
            """, new());

        Assert.Equal(("policy.performance.estimation", "R2"), (Assert.Single(problems).Field, problems[0].Value));
    }
}
