namespace RetrainGrains.Domain.Tests.Triggers;

public sealed class RetrainTriggerTests
{
    private static readonly DateTimeOffset Now = Given.Start.AddDays(100);
    private static readonly PerformanceEvidence Risen = new(
        Metric.Rmse, RuleKind.Worsening, 10, 12, 0.2, 0.15, 0.001, Severity.Critical, true);

    /// <summary>A healthy model that was trained three days ago.</summary>
    private static readonly TriggerFacts Healthy = new()
    {
        Now = Now, Performance = PerformanceReport.Silent(500), Drift = DriftReport.Silent(500), HasChampion = true,
        Outcomes = 1_000, NewOutcomes = 100, NewestOutcome = Now.AddHours(-1), LastRun = Now.AddDays(-3),
        RecentRuns = [Now.AddDays(-3)],
    };
    private static readonly TriggerFacts Decayed = Healthy with { Performance = new(500, [Risen]) };
    private static readonly ManualTrigger Asked = new("ann", "new sensor");

    [Fact]
    public void A_healthy_model_waits_and_nothing_holds_it_back()
    {
        var decision = Decide(Healthy);

        Assert.False(decision.Retrain);
        Assert.Empty(decision.Fired);
        Assert.Empty(decision.HeldBack);
        Assert.Null(decision.Lead);
    }

    [Fact]
    public void Risen_errors_retrain_and_say_so_in_words()
    {
        var decision = Decide(Decayed);

        Assert.True(decision.Retrain);
        Assert.Equal(TriggerKind.Performance, decision.Lead!.Kind);
        Assert.Equal("RMSE went from 10 to 12, 20 % worse (limit 15 %, p = 0.001)", decision.Lead.Text);
    }

    [Fact]
    public void A_warning_informs_and_does_not_retrain()
    {
        Assert.False(
            Decide(Healthy with { Performance = new(500, [Risen with { Severity = Severity.Warning }]) }).Retrain);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Drift_must_be_sustained_and_critical(int streak, bool retrains)
    {
        var drift = new DriftReport(500, 6, 0.01, [new("f0", DriftStatistic.MeanShift, 1, 0.25, 0, true)]);
        var facts = Healthy with { Drift = drift, DriftStreak = streak };

        Assert.False(Decide(facts).Retrain);
        var critical = new ModelPolicy { Drift = new() { Severity = Severity.Critical } };
        Assert.Equal(retrains, RetrainTrigger.Decide(critical.Triggering, facts).Retrain);
    }

    [Fact]
    public void A_rule_of_several_signals_needs_as_many_as_it_says()
    {
        const string when = "atLeast(2, performance.rmse:critical, age, cron)";
        var policy = Ruled(new TriggerRule("two", when, Severity.Emergency));

        Assert.False(RetrainTrigger.Decide(policy.Triggering, Decayed).Retrain);
        var decision = RetrainTrigger.Decide(policy.Triggering, Decayed with { CronAt = Now });

        Assert.True(decision.Retrain);
        Assert.Equal(
            [(TriggerKind.Performance, Severity.Emergency, "two"), (TriggerKind.Cron, Severity.Emergency, "two")],
            decision.Fired.Select(reason => (reason.Kind, reason.Severity, reason.Rule!)));
    }

    [Fact]
    public void A_signal_behind_several_rules_is_one_reason_as_severe_as_the_most_severe_of_them()
    {
        var policy = Ruled(new TriggerRule("mild", "performance", Severity.Warning), new("hard", "performance.rmse"));

        Assert.Equal(
            [(Severity.Critical, "hard")],
            RetrainTrigger.Decide(policy.Triggering, Decayed).Fired.Select(reason => (reason.Severity, reason.Rule!)));
    }

    [Fact]
    public void A_metric_of_its_own_is_told_from_the_others()
    {
        Assert.True(
            RetrainTrigger.Decide(Ruled(new TriggerRule("rule", "performance.rmse")).Triggering, Decayed).Retrain);
        Assert.False(
            RetrainTrigger.Decide(Ruled(new TriggerRule("rule", "performance.mae")).Triggering, Decayed).Retrain);
    }

    [Fact]
    public void Without_any_rule_only_people_start_a_run()
    {
        var facts = Decayed with { CronAt = Now, LastRun = Now.AddDays(-30) };

        Assert.Empty(RetrainTrigger.Decide(Ruled().Triggering, facts).Fired);
        Assert.True(RetrainTrigger.Decide(Ruled().Triggering, facts with { Manual = Asked }).Retrain);
    }

    [Theory]
    [InlineData("age", false)]
    [InlineData("any(age, performance:critical)", true)]
    [InlineData("all(age, performance:critical)", false)]
    public void While_runs_keep_failing_clocks_start_nothing_and_errors_do(string when, bool retrains)
    {
        var facts = Decayed with { LastRun = Now.AddDays(-8), FailedRuns = 3, PausedUntil = Now.AddHours(20) };
        var decision = RetrainTrigger.Decide(Ruled(new TriggerRule("rule", when)).Triggering, facts);

        Assert.Equal(retrains, decision.Retrain);
        Assert.True(RetrainTrigger.Decide(Ruled().Triggering, facts with { Manual = Asked }).Retrain);
        Assert.Equal(retrains ? [] :
            [
                "paused until 2026-04-15T20:00Z: 3 runs in a row have failed; a manual trigger whose run "
                    + "succeeds resumes",
            ],
            decision.HeldBack);
    }

    [Theory]
    [InlineData(6.9, false)]
    [InlineData(7, true)]
    public void A_run_is_due_a_week_after_the_last(double days, bool due)
    {
        Assert.Equal(due, Decide(Healthy with { LastRun = Now.AddDays(-days) }).Retrain);
    }

    [Fact]
    public void Each_clock_and_count_has_its_own_reason()
    {
        var facts = Healthy with { CronAt = Now, AdaptiveDays = 3, NewOutcomes = 200 };

        Assert.Equal([TriggerKind.Cron, TriggerKind.Adaptive, TriggerKind.NewData],
            Decide(facts, new() { NewOutcomes = 200 }).Fired.Select(reason => reason.Kind));
        Assert.Empty(Decide(Healthy with { AdaptiveDays = 4 }).Fired);
    }

    [Theory]
    [InlineData(49, false)]
    [InlineData(50, true)]
    public void A_first_run_waits_for_enough_outcomes(int outcomes, bool retrains)
    {
        var facts =
            Decayed with { HasChampion = false, Outcomes = outcomes, NewOutcomes = outcomes, LastRun = null,
                RecentRuns = [] };

        Assert.Equal(retrains, Decide(facts).Retrain);
    }

    public static TheoryData<string> Guards => [.. Held.Keys];

    [Theory]
    [MemberData(nameof(Guards))]
    public void Each_guard_alone_holds_a_run_back_in_words(string words)
    {
        var decision = Decide(Held[words]);

        Assert.False(decision.Retrain);
        Assert.NotEmpty(decision.Fired);
        Assert.Equal(words, Assert.Single(decision.HeldBack));
    }

    [Fact]
    public void All_guards_that_hold_are_listed()
    {
        var facts = Decayed with
        {
            RunInFlight = true, NewOutcomes = 1, LastRun = Now.AddHours(-1), NewestOutcome = Now.AddDays(-2), Due = 0,
        };

        Assert.Equal(5, Decide(facts).HeldBack.Length);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 8)]
    [InlineData(6, 24)]
    [InlineData(40, 24)]
    public void F14_a_model_without_a_champion_is_tried_again_with_growing_pauses_whatever_the_budget(
        int runs, double hours)
    {
        var facts = Healthy with
        {
            HasChampion = false, RunsWithoutPromotion = runs, NewOutcomes = 1,
            RecentRuns = [.. Enumerable.Repeat(Now.AddDays(-1), 20)],
        };

        var early = Decide(facts with { LastRun = Now.AddHours(-hours).AddSeconds(1) });
        var asked = Decide(facts with { LastRun = Now.AddSeconds(-1), Manual = Asked });

        Assert.StartsWith($"no version came of {runs} run", Assert.Single(early.HeldBack), StringComparison.Ordinal);
        Assert.EndsWith($", at {Formatted.Moment(Now.AddSeconds(1))}", early.HeldBack[0], StringComparison.Ordinal);
        Assert.True(Decide(facts with { LastRun = Now.AddHours(-hours) }).Retrain);
        Assert.True(asked.Retrain);
    }

    [Fact]
    public void An_emergency_overrides_cooldown_budget_breaker_and_data_age()
    {
        var facts = Healthy with
        {
            Manual = Asked with { Emergency = true }, LastRun = Now.AddMinutes(-1), RunsWithoutPromotion = 50,
                NewOutcomes = 0,
            RecentRuns = [.. Enumerable.Repeat(Now.AddDays(-1), 20)], NewestOutcome = Now.AddDays(-9),
        };

        var decision = Decide(facts);

        Assert.True(decision.Retrain);
        Assert.Equal((TriggerKind.Emergency, Severity.Emergency), (decision.Lead!.Kind, decision.Lead.Severity));
        Assert.False(Decide(facts with { RunInFlight = true }).Retrain);
        Assert.False(Decide(facts with { Outcomes = 49 }).Retrain);
    }

    [Fact]
    public void Force_ignores_the_age_of_the_data_and_nothing_else()
    {
        var facts = Healthy with { NewestOutcome = Now.AddDays(-9), Manual = Asked };

        Assert.False(Decide(facts).Retrain);
        Assert.True(Decide(facts with { Manual = Asked with { Force = true } }).Retrain);
        Assert.False(Decide(facts with { Manual = Asked with { Force = true }, LastRun = Now.AddHours(-1) }).Retrain);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void F7_what_a_person_asks_for_needs_no_window_that_has_moved_on(bool emergency)
    {
        var facts = Healthy with { Manual = Asked with { Emergency = emergency }, Due = 0 };

        Assert.True(Decide(facts) is { Retrain: true, IsAsked: true });
        Assert.Single(Decide(facts with { Trainable = 0 }).HeldBack);
        Assert.False(Decide(Decayed).IsAsked);
    }

    [Fact]
    public void F9_a_moment_of_the_schedule_is_kept_whatever_economies_the_system_has_of_its_own()
    {
        var facts = Healthy with
        {
            CronAt = Now, Due = 0, NewOutcomes = 0, LastRun = Now.AddHours(-3), RunsWithoutPromotion = 10,
            RecentRuns = [.. Enumerable.Range(1, 20).Select(run => Now.AddHours(-3 * run))],
        };

        Assert.True(Decide(facts) is { Retrain: true, IsAsked: true });
        Assert.False(Decide(facts with { NewestOutcome = Now.AddDays(-2) }).Retrain);
        Assert.False(Decide(facts with { Performance = Decayed.Performance, CronAt = null }).Retrain);
    }

    [Fact]
    public void A_person_needs_no_new_outcomes_and_is_not_stopped_by_the_breaker()
    {
        Assert.True(Decide(Healthy with { Manual = Asked, NewOutcomes = 0, RunsWithoutPromotion = 10 }).Retrain);
    }

    [Fact]
    public void The_breaker_doubles_the_rest_up_to_its_cap()
    {
        var policy = new TriggerPolicy { MaximumAge = null };

        Assert.Equal([1, 1, 2, 4, 8, 14, 14],
            Enumerable.Range(3, 7).Select(runs => RunGuards.RestAfterRun(policy, runs).TotalDays));
    }

    [Fact]
    public void The_rest_stays_finite_for_every_policy_and_count()
    {
        var policy = new TriggerPolicy { MaximumAge = TimeSpan.FromDays(3_650), BreakerCap = TimeSpan.FromDays(365) };

        Assert.Equal(TimeSpan.FromDays(365), RunGuards.RestAfterRun(policy, int.MaxValue));
        Assert.Equal(
            TimeSpan.FromDays(14), RunGuards.RestAfterRun(new() { MaximumAge = TimeSpan.FromDays(60) }, 30));
    }

    [Fact]
    public void A_budget_that_is_not_remembered_is_refused()
    {
        Assert.NotEmpty(new TriggerPolicy { BudgetRuns = ModelState.RecentRunsMax + 1 }.Validate("t"));
        Assert.Empty(new TriggerPolicy { BudgetRuns = ModelState.RecentRunsMax }.Validate("t"));
    }

    private static readonly Dictionary<string, TriggerFacts> Held = new()
    {
        ["a run is in flight: one at a time"] = Decayed with { RunInFlight = true },
        ["40 outcomes in all, a training needs 50"] = Decayed with { Outcomes = 40 },
        ["the newest outcome is 2 days old, the limit is 24 h"] = Decayed with { NewestOutcome = Now.AddDays(-2) },
        ["no recipe's window has moved on far enough to train it again"] = Decayed with { Due = 0 },
        ["every recipe of the policy is trained once, and has been"] = Decayed with { Due = 0, Trainable = 0 },
        ["49 new outcomes since the last run, 50 are needed"] = Decayed with { NewOutcomes = 49 },
        [$"cooling down: 6 h of 24 h since the last run, until {Formatted.Moment(Now.AddHours(18))}"] =
            Decayed with { LastRun = Now.AddHours(-6) },
        [$"circuit breaker: 5 runs without a promotion, resting 14 days, until {Formatted.Moment(Now.AddDays(11))}"] =
            Decayed with { RunsWithoutPromotion = 5 },
        [$"budget: 5 runs within 28 days, 5 are allowed, until {Formatted.Moment(Now.AddDays(21))}"] = Decayed with
        {
            RecentRuns = [.. Enumerable.Range(3, 5).Select(day => Now.AddDays(-day))],
        },
    };

    private static ModelPolicy Ruled(params TriggerRule[] rules) => new() { Triggers = new() { Rules = [.. rules] } };

    private static TriggerDecision Decide(TriggerFacts facts, TriggerPolicy? policy = null) =>
        RetrainTrigger.Decide(new ModelPolicy { Triggers = policy ?? new() { BudgetRuns = 5 } }.Triggering, facts);
}
