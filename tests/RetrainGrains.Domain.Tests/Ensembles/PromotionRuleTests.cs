namespace RetrainGrains.Domain.Tests.Ensembles;

public sealed class PromotionRuleTests
{
    private static readonly Recipe Leafwise = new("leafwise", 30);
    private static readonly Recipe Forest = new("forest", 30);
    private static readonly ModelPolicy Blend = Given.Policy(Combination.Blend, Leafwise, Forest);
    private static readonly ModelPolicy Single = Given.Policy(Combination.Single, Leafwise, Forest);
    private static readonly DateTimeOffset Later = Given.Start.AddDays(10);

    [Fact]
    public void A_blend_seats_every_sound_challenger()
    {
        var decision = Decide(Given.Serving(Blend), Given.Sound);

        Assert.True(decision.Promote);
        Assert.All(decision.Verdicts, verdict => Assert.True(verdict.Passed));
        Assert.Equal(["m/run-2/0", "m/run-2/1"], decision.Members.Select(member => member.ArtifactId));
        Assert.Equal(1, decision.Members.Sum(member => member.Weight), 1e-9);
    }

    [Fact]
    public void A_version_keeps_the_name_of_its_rows_and_what_its_learner_promised()
    {
        var state = Given.Serving(Blend);
        var run = Run(state, Given.Sound);
        var known = run.Results[0] with { Fingerprint = "f00d", IsBitIdentical = false };
        run = run with { Results = run.Results.SetItem(0, known) };

        var seated = Decide(state, run).Candidates;

        Assert.Equal("f00d", seated[0].Version!.Data.Fingerprint);
        Assert.Null(seated[1].Version!.Data.Fingerprint);
        Assert.Equal([false, null], seated.Take(2).Select(one => one.Version!.IsBitIdentical));
    }

    [Fact]
    public void An_insane_challenger_is_not_seated_and_the_version_before_stays()
    {
        var state = Given.Serving(Blend);

        var decision = Decide(state, Given.Insane);

        Assert.False(decision.Promote);
        Assert.Equal(state.Candidates.AsEnumerable(), decision.Candidates);
        Assert.All(decision.Verdicts, verdict => Assert.Equal("sanity", verdict.Failed.First().Gate));
    }

    [Fact]
    public void A_failed_challenger_gets_no_verdict_and_leaves_its_seat_as_it_was()
    {
        var state = Given.Serving(Blend);
        var run = Run(state, Given.Sound);
        run = run with { Results = run.Results.SetItem(0, run.Results[0] with { Failure = "out of memory" }) };

        var decision = Decide(state, run);

        Assert.Equal(Forest.Name, Assert.Single(decision.Verdicts).Challenger);
        Assert.Equal(state.Candidates[0], decision.Candidates[0]);
        Assert.Equal(state.Candidates[1].Version, decision.Candidates[1].Previous);
    }

    [Fact]
    public void A_recipe_that_left_the_policy_while_its_run_was_on_is_passed_over()
    {
        var state = Given.Serving(Blend);
        var run = Run(state, Given.Sound);
        state = Given.After(
            state, ModelLifecycle.Decide(
                state, new PolicyAsked(Given.Policy(Combination.Blend, Forest), "ann"), Later));

        var decision = Decide(state, run with { LearnedState = run.LearnedState.For(state) });

        Assert.Equal(Forest.Name, Assert.Single(decision.Verdicts).Challenger);
        Assert.Equal(Forest, Assert.Single(decision.Members).Recipe);
    }

    [Fact]
    public void One_that_serves_alone_is_the_one_with_the_best_record_when_it_beats_the_champion()
    {
        var state = Given.Serving(Single);

        var decision = Decide(state, Given.Sound, leafwise: 2, forest: 1);

        Assert.Equal(Leafwise, state.Champion!.Lead.Recipe);
        Assert.Equal(Forest, Assert.Single(decision.Members).Recipe);
        Assert.Contains("improvement", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_champions_own_recipe_is_renewed_when_no_other_is_better()
    {
        var decision = Decide(Given.Serving(Single), Given.Sound, leafwise: 1, forest: 2);

        Assert.Equal("m/run-2/0", Assert.Single(decision.Members).ArtifactId);
    }

    [Fact]
    public void The_artifact_that_serves_already_is_not_promoted_again()
    {
        var state = Given.Serving(Single);
        var run = Run(state, Given.Sound, leafwise: 1, forest: 2);
        run = run with { Results = run.Results.RemoveAt(0) };

        var decision = Decide(state, run);

        Assert.False(decision.Promote);
        Assert.Equal("the champion has the best record", decision.Reason);
    }

    [Fact]
    public void A_best_record_from_an_earlier_run_has_to_pass_the_gates_too()
    {
        var state = Given.Serving(Single with { Gates = new() { Bounds = [new(Metric.Rmse, 0.5)] } });
        var run = Run(state, Given.Sound, leafwise: 2, forest: 1);
        run = run with { Results = run.Results.RemoveAt(1) };

        var decision = Decide(state, run);

        Assert.False(decision.Promote);
        Assert.Equal(Forest.Name, decision.Verdicts[^1].Challenger);
        Assert.Contains("RMSE 1, must be ≤ 0.5", decision.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_that_is_trained_once_takes_its_twins_first_version_and_keeps_it()
    {
        var once = Leafwise with { Once = true };
        var state = Given.Serving(Given.Policy(Combination.Blend, Leafwise, once));

        Assert.Equal(
            ["m/run-1/0", "m/run-1/0"], state.Candidates.Select(candidate => candidate.Version!.ArtifactId));
        Assert.Equal(
            ["m/run-2/0", "m/run-1/0"], Decide(state, Given.Sound).Candidates.Select(c => c.Version!.ArtifactId));
    }

    [Fact]
    public void A_classifier_stays_a_probability_after_its_correction_and_a_number_does_not()
    {
        var member = new Member(Leafwise, "a", 1, 1);
        var plan =
            new ServingPlan("m", new(1, 0, 0), Given.Schema(task: PredictionTask.BinaryClassification), [member], 0.4);

        Assert.Equal(1, plan.Finish(0.9));
        Assert.Equal(1.3, (plan with { Schema = Given.Schema() }).Finish(0.9), 1e-12);
    }

    [Fact]
    public void The_offset_is_the_corrected_share_of_each_members_correction()
    {
        var state = Given.Serving(Blend);
        var records = new TrackRecords(2, 3);
        for (var i = 0; i < 100; i++)
        {
            records.Add(Blend.Challengers, PredictionTask.Regression, Given.Row(i, Given.Start.AddHours(i), 10, 8, 14));
        }
        ImmutableArray<Member> members = [new(Leafwise, "a", 0.75, 0.5), new(Forest, "b", 0.25, 0)];

        var offset = BlendRule.Offset(state.Policy.Challengers, state.Candidates, members, records);

        Assert.Equal(0.5 * records.Correction(0, 6), offset, 1e-12);
        Assert.Equal(2 * 0.5, offset, 0.2);
    }

    private static PromotionDecision Decide(ModelState state, RunReturned run) => PromotionRule.Decide(
        state.Policy.Promotion, state.Competition,
        new RunFacts(run.Plan, run.Results, run.Buckets, run.LearnedState.Records), Later);

    private static PromotionDecision Decide(
        ModelState state, PredictionProbe probe, double leafwise = 1, double forest = 1) =>
        Decide(state, Run(state, probe, leafwise, forest));

    /// <summary>
    /// Makes a second run after a hundred hours in which the two recipes had these errors, the first in service.
    /// </summary>
    private static RunReturned Run(ModelState state, PredictionProbe probe, double leafwise = 1, double forest = 1)
    {
        var learned = Given.LearnedState(state, 2_000, Later);
        var buckets = new List<HourBucket>();
        for (var i = 0; i < 100; i++)
        {
            var at = Given.Start.AddHours(i);
            var bucket = Given.Bucket(HourBucket.HourOf(at), 2);
            bucket.Served.Add(10 + leafwise + i % 2, 10 + i % 2);
            bucket.Candidates[0].Add(10 + leafwise + i % 2, 10 + i % 2);
            bucket.Candidates[1].Add(10 + forest + i % 2, 10 + i % 2);
            buckets.Add(bucket);
            learned.Records.Add(state.Policy.Challengers, PredictionTask.Regression,
                Given.Row(i, at, 0, leafwise, forest) with { Served = leafwise });
        }
        var due = state.Candidates.Where(candidate => !candidate.Recipe.Once).Select((candidate, i) =>
            new PlannedChallenger(i, candidate.Recipe, Given.Start, Later, 2_000, 1));
        var cause = new TriggerReason(TriggerKind.Age, Severity.Info, "");
        var plan = new ChallengerPlan("m/run-2", "m", 0, cause, Later, [.. due], new());
        return Given.Returned(plan, probe, learned, [.. buckets]);
    }
}
