using FsCheck;
using FsCheck.Fluent;

namespace RetrainGrains.Domain.Tests.Triggers;

public sealed class CounterfactualTests
{
    private static readonly DateTimeOffset Now = Given.Start.AddDays(100);
    private static readonly string[] Signals =
        ["performance", "performance.rmse", "performance.mae", "drift", "age", "cron", "adaptive", "newData"];

    [Fact]
    public void What_is_said_to_change_the_decision_changes_it()
    {
        var told = 0;
        var cases = Gen.Choose(0, int.MaxValue - 1).SelectMany(
            seed => ConditionParserTests.Conditions(2, Signals).NonEmptyListOf().Select(rules => (seed, rules)));
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var random = new Random(one.seed);
            var (policy, facts) = (Policy(random, one.rules), Facts(random));
            var decision = RetrainTrigger.Decide(policy.Triggering, facts);
            foreach (var flip in Counterfactual.Nearest(policy.Triggering, facts, decision))
            {
                told++;
                // The evidence is also judged anew, from its numbers, and not only as the change states it.
                var other = Rejudged(policy, flip.Apply(facts));
                Assert.True(
                    RetrainTrigger.Decide(policy.Triggering, other).Retrain != decision.Retrain,
                    $"{flip.Text}: {string.Join("; ", Explanation.Of(policy.Triggering, facts, decision))}");
                Assert.StartsWith(decision.Retrain ? "would wait" : "would retrain", flip.Text);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
        Assert.True(told > 1_000, $"{told} flips are too few to tell");
    }

    [Fact]
    public void Every_decision_to_retrain_has_something_that_would_have_changed_it()
    {
        var random = new Random(4);
        for (var i = 0; i < 500; i++)
        {
            var policy = new ModelPolicy { Triggers = new() { NewOutcomes = 150 } };
            var facts = Facts(random) with { RunInFlight = false, Due = 1, Trainable = 1 };
            var decision = RetrainTrigger.Decide(policy.Triggering, facts);

            if (!decision.Retrain || decision.Fired.Length > 6) continue;
            Assert.NotEmpty(Counterfactual.Nearest(policy.Triggering, facts, decision));
        }
    }

    [Fact]
    public void The_nearest_comes_first_and_there_are_at_most_three()
    {
        var facts = Waiting with { Performance = new(500, [Rmse(0.02, 0.001), Mae(0.14), R2(0.049)]) };
        var policy = new ModelPolicy { Schedule = new() { Cron = new("0 2 * * *") } };

        var flips = Flips(policy, facts with { CronAt = Now.AddHours(2) });

        Assert.Equal(
            [
                "would retrain if R² were more than 5 % below its reference (it is 4.9 % below, p = 0.001)",
                "would retrain from 2026-04-15T02:00Z on, by cron",
                "would retrain from 2026-04-19T00:00Z on, by age, if there were an outcome of the 24 h before",
            ],
            flips);
    }

    [Fact]
    public void What_is_beyond_its_limit_and_not_sure_is_told_with_the_certainty_it_lacks()
    {
        var flip = Flips(new(), Waiting with { Performance = new(500, [Rmse(0.2, 0.03)]) })[0];

        Assert.Equal(
            "would retrain if RMSE were more than 15 % above its reference with p at most 0.01 (it is 20 % above, "
                + "p = 0.03)",
            flip);
    }

    [Fact]
    public void A_run_that_is_held_back_is_told_what_lifts_every_guard()
    {
        var facts = Waiting with
        {
            Performance = new(500, [Rmse(0.2, 0.001, fired: true)]), LastRun = Now.AddHours(-19), NewOutcomes = 38,
        };

        Assert.Equal(
            ["would retrain if 12 more outcomes were known and the cooldown were over (in 5 h)"], Flips(new(), facts));
        Assert.Equal(
            ["would retrain if the cooldown were over (in 5 h)"], Flips(new(), facts with { NewOutcomes = 100 }));
    }

    [Fact]
    public void Parts_that_are_needed_together_are_told_together()
    {
        var policy = Ruled("all(drift:warning, performance:warning)");

        Assert.Equal(
            ["would retrain if MAE were more than 10 % above its reference (it is 4 % above, p = 0.001) and inputs "
                + "drifted in 3 checks in a row (1 so far)"],
            Flips(policy, Waiting with { Performance = new(500, [Mae(0.04)]), DriftStreak = 1 }));
    }

    [Fact]
    public void A_severity_that_a_signal_never_has_is_no_way_to_a_run()
    {
        Assert.Empty(Flips(Ruled("drift:critical"), Waiting));
        Assert.Single(Flips(Ruled("drift:warning"), Waiting));
    }

    [Fact]
    public void A_run_would_have_waited_without_all_that_speaks_for_it()
    {
        var facts = Waiting with
        {
            Performance = new(500, [Rmse(0.2, 0.001, fired: true)]), LastRun = Now.AddDays(-8),
        };

        Assert.Equal(
            ["would wait if RMSE were at most 15 % above its reference (it is 20 % above) and the last run were less "
                + "than 7 days ago (it was 8 days ago)"],
            Flips(new(), facts));
        Assert.Equal(
            ["would wait if ann had not asked for it"],
            Flips(new(), Waiting with { Manual = new("ann", "new sensor") }));
    }

    [Fact]
    public void A_model_without_a_champion_is_told_how_many_outcomes_it_lacks()
    {
        var facts = Waiting with { HasChampion = false, Outcomes = 40, NewOutcomes = 40, LastRun = null };

        Assert.Equal(["would retrain if 10 more outcomes were known"], Flips(new(), facts));
    }

    /// <summary>Makes facts with evidence near to, and far from, every limit, and a week's history of runs.</summary>
    internal static TriggerFacts Facts(Random random)
    {
        var newOutcomes = random.Next(200);
        var facts = new TriggerFacts
        {
            Now = Now,
            Performance = new(500,
            [
                Rmse(random.NextDouble() * 0.4 - 0.1, random.NextDouble() * 0.03),
                Mae(random.NextDouble() * 0.4 - 0.1), R2(random.NextDouble() * 0.1),
                new(Metric.Accuracy, RuleKind.Bound, 0.95, random.NextDouble(), 0, 0.85, 1, Severity.Warning, false),
            ]),
            Drift = DriftReport.Silent(500),
            DriftStreak = random.Next(5),
            OpenAlerts = random.Next(2) == 0 ? [] : ["performance.rmse worsening critical", "drift"],
            HasChampion = random.Next(8) > 0,
            RunInFlight = random.Next(8) == 0,
            Outcomes = newOutcomes + random.Next(200),
            NewOutcomes = newOutcomes,
            NewestOutcome = Now.AddHours(-random.Next(40)),
            LastRun = Now.AddHours(-random.Next(300)),
            RecentRuns = [.. Enumerable.Range(0, random.Next(7)).Select(i => Now.AddDays(-2 * i))],
            RunsWithoutPromotion = random.Next(7),
            FailedRuns = 3,
            PausedUntil = random.Next(4) == 0 ? Now.AddHours(random.Next(30)) : null,
            CronAt = random.Next(2) == 0 ? null : Now.AddHours(random.Next(48) - 24),
            AdaptiveDays = random.Next(2) == 0 ? null : random.Next(3, 30),
            Manual = random.Next(10) == 0 ? new("ann", "now", random.Next(2) == 0, random.Next(2) == 0) : null,
            Due = random.Next(10) == 0 ? 0 : 1,
            Trainable = random.Next(20) == 0 ? 0 : 1,
        };
        return Rejudged(new(), facts);
    }

    private static ModelPolicy Policy(Random random, IEnumerable<Condition> rules) => new()
    {
        Drift = new() { Severity = (Severity)random.Next(1, 3) },
        Triggers = new()
        {
            Rules = [.. rules.Take(3).Select((condition, i) => new TriggerRule($"rule {i}", condition.ToString()!))],
            ClearAt = random.Next(2) == 0 ? 1 : random.NextDouble(),
            NewOutcomes = random.Next(2) == 0 ? null : random.Next(1, 200),
            MaximumAge = random.Next(2) == 0 ? null : TimeSpan.FromDays(random.Next(1, 20)),
        },
    };

    private static TriggerFacts Rejudged(ModelPolicy policy, TriggerFacts facts) => facts with
    {
        Performance = facts.Performance with
        {
            Evidence =
            [
                .. facts.Performance.Evidence.Select(evidence => evidence with
                {
                    Fired = evidence.Kind == RuleKind.Bound
                        ? evidence.Current < evidence.Limit
                        : evidence.Worsening > evidence.Limit && evidence.PValue <= policy.Performance.Significance,
                }),
            ],
        },
    };

    private static string[] Flips(ModelPolicy policy, TriggerFacts facts) =>
        [.. Counterfactual.Nearest(policy.Triggering, facts, RetrainTrigger.Decide(policy.Triggering, facts))
            .Select(flip => flip.Text)];

    private static ModelPolicy Ruled(string when) => new() { Triggers = new() { Rules = [new("rule", when)] } };

    private static PerformanceEvidence Rmse(double worsening, double pValue, bool fired = false) =>
        Evidence(Metric.Rmse, worsening, 0.15, Severity.Critical) with { PValue = pValue, Fired = fired };

    private static PerformanceEvidence Mae(double worsening) =>
        Evidence(Metric.Mae, worsening, 0.10, Severity.Warning);

    private static PerformanceEvidence R2(double worsening) =>
        Evidence(Metric.R2, worsening, 0.05, Severity.Critical);

    private static PerformanceEvidence Evidence(
        Metric metric, double worsening, double limit, Severity severity) => new(
        metric, RuleKind.Worsening, 10, Metrics.HigherIsBetter(metric) ? 10 - 10 * worsening : 10 + 10 * worsening,
        worsening, limit, 0.001, severity, false);

    private static readonly TriggerFacts Waiting = new()
    {
        Now = Now, Performance = PerformanceReport.Silent(500), Drift = DriftReport.Silent(500), HasChampion = true,
        Outcomes = 1_000, NewOutcomes = 100, NewestOutcome = Now.AddHours(-1), LastRun = Now.AddDays(-3),
        RecentRuns = [Now.AddDays(-3)],
    };
}
