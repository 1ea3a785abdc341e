namespace RetrainGrains.Domain.Tests.Lifecycle;

public sealed class ModelLifecycleTests
{
    private static readonly Recipe Leafwise = new("leafwise", 30);
    private static readonly Recipe Forest = new("forest", 30);
    private static readonly ModelPolicy Blend = Given.Policy(Combination.Blend, Leafwise, Forest);

    [Fact]
    public void A_policy_that_leaves_the_recipes_and_how_they_are_judged_leaves_the_contest_and_its_records()
    {
        var state = Given.Serving(Given.Policy(Combination.Blend, new Recipe("forest")));
        var other = state.Policy with { KeepWindows = TimeSpan.FromDays(40) };
        var judged = state.Policy with { Challengers = state.Policy.Challengers with { Loss = LossKind.LogLoss } };

        Assert.Equal(state.CandidateSet, ModelLifecycle.Apply(state, new PolicySet("ann", other)).CandidateSet);
        Assert.Equal(state.CandidateSet + 1, ModelLifecycle.Apply(state, new PolicySet("ann", judged)).CandidateSet);
    }

    [Fact]
    public void A_first_run_makes_the_first_champion()
    {
        var state = Given.Serving(Blend);

        Assert.Equal(SemanticVersion.First, state.Champion!.Number);
        Assert.Null(state.Run);
        Assert.Null(state.Probation);
        Assert.Equal((1, 0), (state.RunsPlanned, state.RunsWithoutPromotion));
    }

    [Fact]
    public void Challengers_that_always_lose_make_runs_rarer_and_never_overlap()
    {
        var state = Given.Serving(Blend);
        var starts = new List<DateTimeOffset>();
        ChallengerPlan? running = null;
        for (var now = Given.Start; now < Given.Start.AddDays(240); now += TimeSpan.FromHours(1))
        {
            var learned = Given.LearnedState(state, 1_000 + (long)(now - Given.Start).TotalHours * 10, now);
            Array.Fill(learned.Records.MeanWeights, 1);
            if (running is not null && now - starts[^1] >= TimeSpan.FromHours(5))
            {
                state = Given.After(
                    state, ModelLifecycle.Decide(state, Given.Returned(running, Given.Insane, learned), now));
                running = null;
            }
            var check = ModelLifecycle.Decide(state, new CheckDue(learned, []), now);
            state = Given.After(state, check);
            if (!check.Effects.OfType<StartRun>().Any()) continue;
            Assert.Null(running);
            running = Given.PlanOf(check);
            starts.Add(now);
        }

        var gaps = starts.Zip(starts.Skip(1), (a, b) => (b - a).TotalDays).ToArray();
        Assert.All(gaps.Take(3), days => Assert.Equal(7, days));
        Assert.All(gaps.Skip(4), days => Assert.Equal(14, days));
        Assert.Equal(SemanticVersion.First, state.Champion!.Number);
        Assert.Equal(starts.Count, state.RunsWithoutPromotion + (state.Run is null ? 0 : 1));
    }

    [Fact]
    public void A_result_that_comes_twice_or_for_another_run_changes_nothing()
    {
        var state = Given.Serving(Blend);
        var (next, run) = Retrain(state, Given.Start.AddDays(8));
        var ended = Given.After(next, ModelLifecycle.Decide(next, run, Given.Start.AddDays(8)));

        Assert.Equal(LifecycleDecision.Nothing, ModelLifecycle.Decide(ended, run, Given.Start.AddDays(8)));
        Assert.Equal(
            LifecycleDecision.Nothing,
            ModelLifecycle.Decide(next, new RunLost("m/run-1", "late"), Given.Start.AddDays(8)));
    }

    [Fact]
    public void A_lost_run_is_over_and_counts_for_the_breaker()
    {
        var (state, run) = Retrain(Given.Serving(Blend), Given.Start.AddDays(8));

        state = Given.After(
            state, ModelLifecycle.Decide(state, new RunLost(run.Plan.RunId, "worker gone"), Given.Start.AddDays(8)));

        Assert.Null(state.Run);
        Assert.Equal(1, state.RunsWithoutPromotion);
        Assert.Equal(2, state.Candidates.Length);
    }

    [Fact]
    public void F14_a_run_that_could_train_nothing_costs_no_budget_and_one_that_was_judged_does()
    {
        var (state, run) = Retrain(Given.Serving(Blend), Given.Start.AddDays(8));
        Assert.Equal(2, state.RecentRuns.Length);

        var lost = Given.After(
            state, ModelLifecycle.Decide(state, new RunLost(run.Plan.RunId, "one class"), Given.Start.AddDays(8)));
        var judged = Given.After(state, ModelLifecycle.Decide(state, run, Given.Start.AddDays(8)));

        Assert.Single(lost.RecentRuns);
        Assert.Equal(2, judged.RecentRuns.Length);
    }

    [Fact]
    public void A_cancelled_run_is_over_and_counts_neither_for_the_breaker_nor_as_a_failure()
    {
        var (state, run) = Retrain(Given.Serving(Blend) with { FailedRuns = 1 }, Given.Start.AddDays(8));
        var before = state;

        var decision = ModelLifecycle.Decide(
            state, new CancelAsked(run.Plan.RunId, "ann", "wrong data"), Given.Start.AddDays(8));
        state = Given.After(state, decision);

        var ended = Assert.IsType<RunEnded>(Assert.Single(decision.Events));
        Assert.Equal(("ann", false), (ended.CancelledBy, ended.IsJudged));
        Assert.Contains(new StopRun(run.Plan.RunId), decision.Effects);
        Assert.Null(state.Run);
        Assert.Equal(
            (1, before.RunsWithoutPromotion, before.Champion),
            (state.FailedRuns, state.RunsWithoutPromotion, state.Champion));
    }

    [Fact]
    public void Only_the_run_in_flight_can_be_cancelled_and_the_refusal_names_it()
    {
        var (state, run) = Retrain(Given.Serving(Blend), Given.Start.AddDays(8));

        var other = ModelLifecycle.Decide(state, new CancelAsked("m/run-9", "ann", ""), Given.Start.AddDays(8));
        var none = ModelLifecycle.Decide(
            Given.Serving(Blend), new CancelAsked("m/run-9", "ann", ""), Given.Start.AddDays(8));

        Assert.Equal($"is not in flight: the run in flight is {run.Plan.RunId}", other.Refused!.Rule);
        Assert.Equal("is not in flight: no run is", none.Refused!.Rule);
    }

    [Fact]
    public void A_new_version_is_on_probation_and_returns_when_it_is_clearly_worse()
    {
        var (state, promotedAt) = Promoted();
        Assert.Equal(SemanticVersion.First, state.Probation!.Predecessor.Number);

        var decisions = Enumerable.Range(1, 14).Select(day =>
        {
            var now = promotedAt.AddDays(day);
            return ModelLifecycle.Decide(
                state, new CheckDue(Given.LearnedState(state, 3_000, now), Hours(promotedAt, now, 4, 1)), now);
        });
        var (back, index) = decisions.Select((d, i) => (d, i))
            .First(pair => pair.d.Events.OfType<ChampionRolledBack>().Any());
        state = Given.After(state, back);

        Assert.InRange(index + 1, 3, 6);
        Assert.Equal(SemanticVersion.First, state.Champion!.Number);
        Assert.Equal(VersionStatus.RolledBack, state.Former[0].Status);
        Assert.All(state.Candidates, candidate => Assert.Equal("m/run-1", candidate.Version!.RunId));
        Assert.Contains(back.Effects.OfType<Notify>(), notify => notify.Severity == Severity.Critical);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_person_has_decided_is_told_as_information(bool emergency)
    {
        var (state, at) = Promoted();
        var now = at.AddDays(8);
        var asked = new ManualTrigger("ann", "the sensor was replaced", emergency, Force: true);

        var learned = Given.LearnedState(state, 6_000, now);
        Array.Fill(learned.Records.MeanWeights, 1);

        var retraining = ModelLifecycle.Decide(state, new CheckDue(learned, [], asked), now);
        var rollback = ModelLifecycle.Decide(state, new RollbackAsked(null, "ann", "bad"), now);

        Assert.Equal(Severity.Info, Assert.Single(retraining.Effects.OfType<Notify>()).Severity);
        Assert.Equal(Severity.Info, Assert.Single(rollback.Effects.OfType<Notify>()).Severity);
    }

    [Fact]
    public void A_version_that_keeps_up_is_confirmed_when_its_probation_is_over()
    {
        var (state, promotedAt) = Promoted();
        var now = promotedAt.AddDays(14);

        var check = ModelLifecycle.Decide(
            state, new CheckDue(Given.LearnedState(state, 2_000, now), Hours(promotedAt, now, 1, 1)), now);

        Assert.Single(check.Events.OfType<ProbationPassed>());
        Assert.Null(Given.After(state, check).Probation);
    }

    [Fact]
    public void The_day_that_is_not_over_is_no_evidence_in_probation()
    {
        var (state, promotedAt) = Promoted();
        var now = promotedAt.AddDays(2).AddHours(23);

        var check = ModelLifecycle.Decide(
            state, new CheckDue(Given.LearnedState(state, 2_000, now), Hours(promotedAt, now, 9, 1)), now);

        Assert.Empty(check.Events.OfType<ChampionRolledBack>());
    }

    [Fact]
    public void A_number_is_never_given_twice_also_after_a_rollback()
    {
        var (state, promotedAt) = Promoted();
        state = Given.After(state, ModelLifecycle.Decide(state, new RollbackAsked(null, "ann", "bad"), promotedAt));
        var (next, run) = Retrain(state, promotedAt.AddDays(8));

        next = Given.After(next, ModelLifecycle.Decide(next, run, promotedAt.AddDays(8)));

        Assert.Equal("1.0.2", next.Champion!.Number.ToString());
        Assert.Equal(SemanticVersion.First, next.Champion.Parent);
    }

    [Fact]
    public void A_rollback_by_hand_beyond_the_predecessor_stays_until_the_choice_is_given_back()
    {
        var (state, at) = Promoted();
        var (next, run) = Retrain(state, at.AddDays(8));
        state = Given.After(next, ModelLifecycle.Decide(next, run, at.AddDays(8)));
        var members = state.Former[1].Members;

        state = Given.After(
            state, ModelLifecycle.Decide(state, new RollbackAsked(SemanticVersion.First, "ann", "bad"), at.AddDays(9)));
        var learned = Given.LearnedState(state, 3_000, at.AddDays(10));

        Assert.Equal("1.0.0", state.Pinned);
        Assert.Equal(
            LifecycleDecision.Nothing, ModelLifecycle.Decide(state, new OutcomesSeen(learned), at.AddDays(10)));
        Assert.Equal(members.AsEnumerable(), state.Champion!.Members);
        state = Given.After(
            state, ModelLifecycle.Decide(state, new PromotionAsked(learned, "auto", "ann", "fine"), at.AddDays(11)));
        Assert.Null(state.Pinned);
    }

    [Fact]
    public void A_version_that_a_person_put_into_service_is_left_there()
    {
        var (state, at) = Promoted();
        state = Given.After(state, ModelLifecycle.Decide(
            state, new PromotionAsked(Given.LearnedState(state, 2_000, at), Forest.Name, "ann", "trusted"), at));
        var (next, run) = Retrain(state, at.AddDays(8));

        var decision = ModelLifecycle.Decide(next, run, at.AddDays(8));

        Assert.Equal(Forest.Name, state.Pinned);
        Assert.Equal(Forest, Assert.Single(state.Champion!.Members).Recipe);
        Assert.Empty(decision.Events.OfType<ChampionPromoted>());
        Assert.NotEmpty(decision.Events.OfType<RunEnded>());
    }

    [Fact]
    public void What_cannot_be_done_by_hand_is_refused_with_what_can()
    {
        var (state, at) = Promoted();

        var promotion =
            ModelLifecycle.Decide(
                state, new PromotionAsked(Given.LearnedState(state, 2_000, at), "nobody", "ann", ""), at);
        var rollback = ModelLifecycle.Decide(state, new RollbackAsked(new(9, 9, 9), "ann", ""), at);

        Assert.Equal(
            "candidate: 'nobody' is none of leafwise/30d/level, forest/30d/level, 1.0.0, auto",
            promotion.Refused!.ToString());
        Assert.Contains("there are: 1.0.0", rollback.Refused!.Rule, StringComparison.Ordinal);
        Assert.Empty(promotion.Events.Concat(rollback.Events));
    }

    [Fact]
    public void Weights_follow_the_records_every_three_hours_when_they_have_moved()
    {
        var (state, at) = Promoted();
        var learned = Given.LearnedState(state, 2_000, at);
        for (var i = 0; i < 100; i++)
        {
            learned.Records.Add(
                Blend.Challengers, PredictionTask.Regression,
                Given.Row(i, at.AddMinutes(i), 0, i % 2 - 0.5, 6 * (i % 2) - 3));
        }

        Assert.Empty(ModelLifecycle.Decide(state, new OutcomesSeen(learned), at.AddHours(2.9)).Events);
        var weighted = ModelLifecycle.Decide(state, new OutcomesSeen(learned), at.AddHours(3));
        Assert.True(Assert.IsType<BlendWeighted>(Assert.Single(weighted.Events)).Members[0].Weight > 0.9);
        Assert.Empty(
            ModelLifecycle.Decide(Given.After(state, weighted), new OutcomesSeen(learned), at.AddHours(9)).Events);
    }

    [Fact]
    public void The_adaptive_interval_is_set_once_a_day_at_three()
    {
        var state =
            Given.Serving(Given.Policy(Combination.Single, Leafwise) with { Schedule = new() { Adaptive = new() } });
        var due = Given.Start.AddDays(3).AddHours(3);
        LifecycleDecision Check(DateTimeOffset now) => ModelLifecycle.Decide(
            state, new CheckDue(Given.LearnedState(state, 1_010, now), Hours(Given.Start, now, 9, 9)), now);

        Assert.Empty(Check(due.AddMinutes(-1)).Events.OfType<IntervalAdapted>());
        var adapted = Check(due);
        state = Given.After(state, adapted);

        Assert.Equal(4, Assert.Single(adapted.Events.OfType<IntervalAdapted>()).Days);
        Assert.Empty(Check(due.AddHours(20)).Events.OfType<IntervalAdapted>());
        Assert.Single(Check(due.AddHours(24)).Events.OfType<IntervalAdapted>());
    }

    /// <summary>Makes a model whose second version was promoted on the eighth day.</summary>
    private static (ModelState State, DateTimeOffset At) Promoted()
    {
        var at = Given.Start.AddDays(8);
        var (state, run) = Retrain(Given.Serving(Blend), at);
        return (Given.After(state, ModelLifecycle.Decide(state, run, at)), at);
    }

    private static (ModelState State, RunReturned Run) Retrain(ModelState state, DateTimeOffset at)
    {
        var learned = Given.LearnedState(state, 2_000 + (long)(at - Given.Start).TotalHours * 10, at);
        Array.Fill(learned.Records.MeanWeights, 1);
        var check = ModelLifecycle.Decide(state, new CheckDue(learned, []), at);
        return (Given.After(state, check), Given.Returned(Given.PlanOf(check), Given.Sound, learned));
    }

    /// <summary>
    /// Makes hours with one row each, on which the served version and its predecessor have errors of about these sizes.
    /// </summary>
    private static HourBucket[] Hours(DateTimeOffset from, DateTimeOffset to, double served, double predecessor)
    {
        var random = new Random(3);
        var buckets = new List<HourBucket>();
        for (var at = from; at <= to; at += TimeSpan.FromHours(1))
        {
            var bucket = Given.Bucket(HourBucket.HourOf(at), 2);
            bucket.Served.Add(10 + served + 0.1 * Given.Normal(random), 10 + at.Hour % 2);
            bucket.Predecessor.Add(10 + predecessor + 0.1 * Given.Normal(random), 10 + at.Hour % 2);
            buckets.Add(bucket);
        }
        return [.. buckets];
    }
}
