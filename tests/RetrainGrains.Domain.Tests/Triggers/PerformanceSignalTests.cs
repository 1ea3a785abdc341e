namespace RetrainGrains.Domain.Tests.Triggers;

public sealed class PerformanceSignalTests
{
    private static readonly ModelPolicy Sluggish = new() { Triggers = new() { ClearAt = 0.8 } };

    [Fact]
    public void A_value_that_sways_about_its_limit_is_one_alert()
    {
        Assert.Equal([false, true, true, true, true, false, false, true],
            Walk(Sluggish, 0.14, 0.16, 0.14, 0.16, 0.121, 0.119, 0.14, 0.151));
    }

    [Fact]
    public void Without_hysteresis_an_alert_is_on_while_its_limit_is_passed()
    {
        Assert.Equal([false, true, false, true, false], Walk(new(), 0.14, 0.16, 0.14, 0.16, 0.121));
    }

    [Fact]
    public void What_stays_on_says_until_when()
    {
        var facts = Facts(Rise(0.13)) with { OpenAlerts = ["performance.rmse worsening critical"] };

        Assert.Equal(
            "RMSE went from 10 to 11.3, 13 % worse (limit 15 %, p = 0.001); it stays on until it is at most 12 % above "
                + "its reference",
            Assert.Single(RetrainTrigger.Alerts(Sluggish.Triggering, facts)).Text);
    }

    [Theory]
    [InlineData(Metric.Rmse, 25, 26, 21, 19)]
    [InlineData(Metric.Accuracy, 0.95, 0.94, 0.955, 0.965)]
    [InlineData(Metric.R2, 0.8, 0.7, 0.83, 0.85)]
    [InlineData(Metric.R2, 2, 1.9, 2.3, 2.5)]
    public void A_bound_clears_when_the_error_or_the_shortfall_from_1_has_shrunk_by_the_share(
        Metric metric, double limit, double beyond, double held, double clear)
    {
        PerformanceEvidence At(double current, bool fired) =>
            new(metric, RuleKind.Bound, limit, current, 0, limit, 1, Severity.Critical, fired);

        Assert.Equal([false, true, true, false], Walk(
            Sluggish, At(held, false), At(beyond, true), At(held, false), At(clear, false)));
    }

    [Fact]
    public void There_are_no_more_alerts_than_rules_on_metrics()
    {
        var mild = Rise(0.2) with { Severity = Severity.Warning };
        var facts = Facts(Rise(0.2), Rise(0.3), mild) with { DriftStreak = 9 };

        Assert.Equal(
            ["performance.rmse worsening critical", "performance.rmse worsening warning", "drift"],
            RetrainTrigger.Alerts(new ModelPolicy().Triggering, facts).Select(reading => reading.Alert));
    }

    private static bool[] Walk(ModelPolicy policy, params double[] rises) =>
        Walk(policy, Array.ConvertAll(rises, Rise));

    private static bool[] Walk(ModelPolicy policy, params PerformanceEvidence[] seen)
    {
        ImmutableArray<string> open = [];
        return Array.ConvertAll(seen, evidence =>
        {
            var facts = Facts(evidence) with { OpenAlerts = open };
            open = [.. RetrainTrigger.Alerts(policy.Triggering, facts).Select(on => on.Alert!)];
            return open.Length > 0;
        });
    }

    private static PerformanceEvidence Rise(double worsening) => new(
        Metric.Rmse, RuleKind.Worsening, 10, 10 + 10 * worsening, worsening, 0.15, 0.001, Severity.Critical,
        worsening > 0.15);

    private static TriggerFacts Facts(params PerformanceEvidence[] evidence) => new()
    {
        Now = Given.Start, HasChampion = true, Performance = new(500, [.. evidence]), Drift = DriftReport.Silent(500),
    };
}
