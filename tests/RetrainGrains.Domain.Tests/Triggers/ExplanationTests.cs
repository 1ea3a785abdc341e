namespace RetrainGrains.Domain.Tests.Triggers;

public sealed class ExplanationTests
{
    private static readonly DateTimeOffset Now = Given.Start.AddDays(100);
    private static readonly TriggerFacts Waiting = new()
    {
        Now = Now, Drift = DriftReport.Silent(500), HasChampion = true, Outcomes = 1_000, NewOutcomes = 300,
        NewestOutcome = Now.AddHours(-1), LastRun = Now.AddDays(-3), RecentRuns = [Now.AddDays(-3)],
        Performance = new(500, [Rise(Metric.Rmse, 0.072, 0.15, 0.3, Severity.Critical)]),
    };

    [Fact]
    public void A_decision_to_wait_says_what_each_rule_saw_and_what_would_have_changed_it()
    {
        Assert.Equal(
            [
                "✗ performance:critical: RMSE went from 10 to 10.72, 7.2 % worse (limit 15 %, p = 0.3)",
                "✗ drift:critical: 0 of 3 checks in a row found drift (that is warning at most)",
                "✗ age: the last run was 3 days ago, the limit is 7 days",
                "nothing to judge: cron, adaptive, newData, estimate, change, cost",
                "would retrain from 2026-04-19T00:00Z on, by age, if there were an outcome of the 24 h before",
                "would retrain if RMSE were more than 15 % above its reference with p at most 0.01 (it is 7.2 % above, "
                    + "p = 0.3)",
            ],
            Explain(new(), Waiting));
    }

    [Fact]
    public void A_model_without_a_run_says_so_in_place_of_a_number_of_days() => Assert.Contains(
        "✓ age: there has been no run, the limit is 7 days",
        Explain(new(), Waiting with { LastRun = null, RecentRuns = [] }));

    [Fact]
    public void A_rule_of_parts_is_a_tree_of_ticks_and_crosses()
    {
        var policy = new ModelPolicy
        {
            Triggers = new()
            {
                Rules = [new("decay", "any(performance:critical, all(drift:warning, performance:warning))")],
            },
        };
        var facts = Waiting with
        {
            Performance = new(500, [Rise(Metric.Mae, 0.2, 0.1, 0.001, Severity.Warning)]), DriftStreak = 1,
        };

        Assert.Equal(
            [
                "✗ decay: any(performance:critical, all(drift:warning, performance:warning))",
                "  ✗ performance:critical: MAE went from 10 to 12, 20 % worse (limit 10 %, p = 0.001) (that is warning "
                    + "at most)",
                "  ✗ all",
                "    ✗ drift:warning: 1 of 3 checks in a row found drift",
                "    ✓ performance:warning: MAE went from 10 to 12, 20 % worse (limit 10 %, p = 0.001)",
                "would retrain if inputs drifted in 3 checks in a row (1 so far)",
            ],
            Explain(policy, facts));
    }

    [Fact]
    public void What_holds_a_run_back_is_said_with_when_it_ends()
    {
        var lines = Explain(new(), Waiting with { Manual = new("ann", "new sensor"), LastRun = Now.AddHours(-19) });

        Assert.Equal(
            [
                "✓ manual: ann asked for it: new sensor",
                $"held back: cooling down: 19 h of 24 h since the last run, until {Formatted.Moment(Now.AddHours(5))}",
                "would retrain if the cooldown were over (in 5 h)",
            ],
            lines.Where(line => !line.StartsWith('✗') && !line.StartsWith("nothing")));
    }

    [Fact]
    public void A_request_comes_before_the_rules()
    {
        Assert.Equal(
            "✓ emergency: ann declared an emergency: it burns",
            Explain(new(), Waiting with { Manual = new("ann", "it burns", Emergency: true) })[0]);
    }

    [Fact]
    public void Lines_are_few_and_short_whatever_the_policy_and_the_person_say()
    {
        var wide = $"any({string.Join(", ", Enumerable.Repeat("age", 60))})";
        var policy = new ModelPolicy
        {
            Triggers = new()
            {
                Rules = [.. Enumerable.Range(0, TriggerPolicy.RulesMax).Select(i => new TriggerRule($"r{i}", wide))],
            },
        };
        Assert.Empty(policy.Validate());

        var lines = Explain(policy, Waiting with { Manual = new("ann", new string('x', 10_000)) });

        Assert.Equal(Explanation.LinesMax, lines.Length);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, Explanation.LineMax));
        Assert.Matches("^… and [0-9]+ more lines$", lines[^1]);
    }

    private static ImmutableArray<string> Explain(ModelPolicy policy, TriggerFacts facts) =>
        Explanation.Of(policy.Triggering, facts, RetrainTrigger.Decide(policy.Triggering, facts));

    private static PerformanceEvidence Rise(
        Metric metric, double worsening, double limit, double pValue, Severity severity) => new(
        metric, RuleKind.Worsening, 10, 10 + 10 * worsening, worsening, limit, pValue, severity,
        worsening > limit && pValue <= 0.01);
}
