namespace RetrainGrains.Domain.Tests.Lifecycle;

/// <summary>The tests of a model's checks over days: alerts, missed moments, runs that keep failing.</summary>
public sealed class CheckStepTests
{
    private static readonly ModelPolicy Hourly = Given.Policy(Combination.Single, new Recipe("leafwise", 30)) with
    {
        Schedule = new() { Cron = new("0 * * * *"), PauseAfterFailures = 3 },
        Triggers = new()
        {
            MaximumAge = null, Cooldown = TimeSpan.Zero, BudgetRuns = 60, BreakerAfter = 1_000, MinimumNewOutcomes = 1,
        },
        Performance = new() { Rules = [new(Metric.Rmse, RuleKind.Bound, 2, Severity.Critical)] },
        Challengers = new() { Recipes = [new("leafwise", 30)], Combination = Combination.Single, FreshShare = 0 },
        Probation = new() { Length = TimeSpan.Zero },
    };

    private DateTimeOffset now = Given.Start;
    private ModelState state = Given.Serving(Hourly);

    [Fact]
    public void An_alert_is_told_once_from_when_it_opens_until_it_clears()
    {
        state = Given.Serving(Hourly with
        {
            Schedule = new(),
            Performance = new() { Rules = [new(Metric.Rmse, RuleKind.Bound, 2, Severity.Warning)] },
        });
        double[] errors = [1, 3, 3, 3, 1, 1, 3, 3];
        var told = errors.Select(error => Check(hours: 1, error).Effects.OfType<Notify>().ToArray()).ToArray();

        Assert.Equal([0, 1, 0, 0, 0, 0, 1, 0], told.Select(notices => notices.Length));
        Assert.Equal(new Notify(Severity.Warning, "RMSE is 3, the bound is 2"), told[1][0]);
        Assert.Equal(["performance.rmse bound warning"], state.OpenAlerts);
    }

    [Fact]
    public void An_alert_that_starts_a_run_is_told_with_the_run()
    {
        var check = Check(hours: 0.5, error: 3);

        Assert.Equal("retraining: RMSE is 3, the bound is 2", Assert.Single(check.Effects.OfType<Notify>()).Text);
        Assert.Single(check.Events.OfType<ModelChecked>().Single().Opened);
    }

    [Fact]
    public void Hours_of_missed_moments_are_caught_up_with_one_run()
    {
        Assert.NotNull(Check(hours: 7.5).Effects.OfType<StartRun>().SingleOrDefault());
        Return();

        Assert.Empty(Check(hours: 0.25).Effects.OfType<StartRun>());
        Assert.Single(Check(hours: 0.25).Effects.OfType<StartRun>());
    }

    [Fact]
    public void Moments_that_come_while_a_run_is_in_flight_are_skipped()
    {
        Check(hours: 1);
        for (var i = 0; i < 3; i++)
        {
            var waiting = Check(hours: 1);
            Assert.Contains("a run is in flight: one at a time", HeldBack(waiting));
        }
        now = now.AddMinutes(20);
        Return();

        Assert.Empty(Check(hours: 0.5).Events.OfType<RunPlanned>());
        Assert.Single(Check(hours: 0.5).Events.OfType<RunPlanned>());
    }

    [Fact]
    public void After_failed_runs_in_a_row_clocks_pause_and_a_person_resumes_them()
    {
        FailThrice();

        var paused = Check(hours: 2);
        Assert.StartsWith("paused until 2026-01-06T03:00Z: 3 runs in a row have failed", HeldBack(paused)[0]);
        Assert.Single(Check(hours: 1, manual: new("ann", "mended")).Events.OfType<RunPlanned>());
        Return();

        Assert.Equal(0, state.FailedRuns);
        Assert.Single(Check(hours: 1).Events.OfType<RunPlanned>());
    }

    [Fact]
    public void A_pause_ends_by_itself_and_doubles_when_the_next_run_fails_too()
    {
        FailThrice();

        Assert.Single(Check(hours: 24).Events.OfType<RunPlanned>());
        Lose();
        Assert.Empty(Check(hours: 47).Events.OfType<RunPlanned>());
        Assert.Single(Check(hours: 1).Events.OfType<RunPlanned>());
    }

    [Fact]
    public void Errors_that_rose_start_a_run_also_while_clocks_are_paused()
    {
        FailThrice();

        Assert.Equal(
            TriggerKind.Performance, Check(hours: 2, error: 9).Events.OfType<RunPlanned>().Single().Cause.Kind);
    }

    [Fact]
    public void A_run_of_which_one_training_succeeded_is_no_failed_run()
    {
        Check(hours: 1);
        Return("out of memory");
        Assert.Equal(1, state.FailedRuns);
        Check(hours: 1);
        Return();
        Assert.Equal(0, state.FailedRuns);
    }

    [Fact]
    public void A_check_keeps_its_explanation_and_a_check_from_before_there_were_any_is_still_read()
    {
        var looked = Check(hours: 0.5).Events.OfType<ModelChecked>().Single();
        var before = DomainJson.Read<LifecycleEvent>("""
            { "kind": "checked", "at": "2026-01-05T00:00:00+00:00", "outcomes": 4, "performance": [], "drift": [],
              "driftStreak": 0, "decision": { "retrain": false, "fired": [], "heldBack": [] } }
            """);

        Assert.Equal(
            [
                "✗ performance:critical: RMSE is 1, the bound is 2",
                "✗ drift:critical: 0 of 3 checks in a row found drift; inputs cannot be compared: there is no "
                    + "reference yet: the next training makes it (and 2 more) (that is warning at most)",
                "✗ cron: the cron schedule is due at 2026-01-05T01:00Z",
                "nothing to judge: age, adaptive, newData, estimate, change, cost",
                "would retrain if RMSE were above 2 (it is 1)",
                "would retrain from 2026-01-05T01:00Z on, by cron",
            ],
            looked.Explanation);
        Assert.Empty(Assert.IsType<ModelChecked>(before).Explanation);
    }

    private void FailThrice()
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Single(Check(hours: 1).Events.OfType<RunPlanned>());
            Lose();
        }
        Assert.Equal(3, state.FailedRuns);
    }

    private LifecycleDecision Check(double hours, double error = 1, ManualTrigger? manual = null)
    {
        now = now.AddHours(hours);
        var bucket = Given.Bucket(HourBucket.HourOf(now));
        bucket.Served.Merge(Given.Errors(60, error));
        return Decide(new CheckDue(LearnedState, [bucket], manual));
    }

    private void Lose() => Decide(new RunLost(state.Run!.RunId, "worker gone"));

    private void Return(string? failure = null)
    {
        var plan = new ChallengerPlan(
            state.Run!.RunId, state.ModelId, 0, state.Run.Cause, state.Run.PlannedAt,
            ChallengerPlanner.Plan(state.Policy.Challengers, state.PlanFacts(LearnedState), every: false, now),
            state.Policy.Challengers.Trees);
        var returned = Given.Returned(plan, Given.Sound, LearnedState);
        Assert.NotEmpty(returned.Results);
        Decide(returned with { Results = [.. returned.Results.Select(result => result with { Failure = failure })] });
    }

    private LearnedState LearnedState
    {
        get
        {
            var learned = Given.LearnedState(state, 1_000 + (long)(now - Given.Start).TotalMinutes * 10, now);
            Array.Fill(learned.Records.MeanWeights, 1);
            return learned;
        }
    }

    private LifecycleDecision Decide(LifecycleInput input)
    {
        var decision = ModelLifecycle.Decide(state, input, now);
        state = Given.After(state, decision);
        return decision;
    }

    private static ImmutableArray<string> HeldBack(LifecycleDecision check) =>
        check.Events.OfType<ModelChecked>().Single().Decision.HeldBack;
}
