namespace RetrainGrains.Domain.Tests.Lifecycle;

public sealed class ImportedChampionTests
{
    private static readonly Recipe Month = new("leafwise", 30);
    private static readonly Recipe Import = new("xgboost", Once: true);

    [Theory]
    [InlineData(Combination.Blend)]
    [InlineData(Combination.Single)]
    public void It_serves_alone_and_takes_a_seat_behind_the_recipes(Combination combination)
    {
        var state = Serving(Given.Policy(combination, Month));

        Assert.Equal([Month, Import], state.Candidates.Select(candidate => candidate.Recipe));
        Assert.Equal(new Member(Import, "artifact", 1), Assert.Single(state.Champion!.Members));
        Assert.Equal((true, null, null), (state.ServesImport, state.Pinned, state.Probation));
    }

    [Fact]
    public void The_first_run_trains_the_recipes_beside_it_and_makes_bins_and_reference()
    {
        var state = Serving(Given.Policy(Combination.Blend, Month));

        var check = Check(state, Given.LearnedState(state, 1_000, Given.Start));

        var plan = Given.PlanOf(check);
        Assert.Equal(TriggerKind.First, plan.Cause.Kind);
        Assert.Contains("nothing beside the import yet", plan.Cause.Text);
        Assert.Equal(Month, Assert.Single(plan.Challengers).Recipe);
        Assert.Equal(0, plan.ReferenceFrom);
    }

    [Theory]
    [InlineData(Combination.Blend)]
    [InlineData(Combination.Single)]
    public void A_run_without_later_rows_takes_no_place_from_it(Combination combination)
    {
        var state = Serving(Given.Policy(combination, Month));
        var learned = Given.LearnedState(state, 1_000, Given.Start);
        var check = Check(state, learned);
        state = Given.After(state, check);

        state = Given.After(state, ModelLifecycle.Decide(
            state, Given.Returned(Given.PlanOf(check), Given.Sound, learned), Given.Start));

        Assert.True(state.ServesImport);
        Assert.NotNull(state.Candidates[0].Version);
        Assert.Empty(Check(state, learned).Events.OfType<ChampionPromoted>());
    }

    [Theory]
    [InlineData(Combination.Blend, 1, 60, true)]
    [InlineData(Combination.Single, 1, 60, true)]
    [InlineData(Combination.Blend, 1, 40, false)]
    [InlineData(Combination.Blend, 3.01, 60, false)]
    [InlineData(Combination.Single, 2.99, 60, false)]
    public void A_check_promotes_a_better_record_over_enough_rows(
        Combination combination, double error, int rows, bool promoted)
    {
        var state = Serving(Given.Policy(combination, Month));
        var first = Check(state, Given.LearnedState(state, 1_000, Given.Start));
        state = Given.After(state, first);
        state = Given.After(state, ModelLifecycle.Decide(
            state, Given.Returned(Given.PlanOf(first), Given.Sound, Given.LearnedState(state, 1_000, Given.Start)),
            Given.Start));
        var records = new TrackRecords(2, state.Policy.Challengers.HalfLives.Length);
        for (var i = 0; i < rows; i++)
        {
            records.Add(state.Policy.Challengers, PredictionTask.Regression, Given.Row(
                i + 1, Given.Start.AddMinutes(i), 10, 10 + error, 13));
        }
        var bucket = Given.Bucket(HourBucket.HourOf(Given.Start), 2);
        bucket.Candidates[0].Merge(Given.Errors(rows, error));
        bucket.Served.Merge(Given.Errors(rows, 3));
        var learned = new LearnedState(records)
        {
            CandidateSet = state.CandidateSet, Outcomes = 1_000, NewestOutcome = Given.Start,
        };

        var decision = ModelLifecycle.Decide(state, new CheckDue(learned, [bucket]), Given.Start.AddDays(1));

        var promotion = decision.Events.OfType<ChampionPromoted>().SingleOrDefault();
        Assert.Equal(promoted, promotion is not null);
        if (promotion is null) return;
        Assert.Equal((null, "m/run-1"), (promotion.Version.ImportedFrom, promotion.Version.RunId));
        Assert.Equal("1.1.0", promotion.Version.Number.ToString());
        Assert.True(Given.After(state, decision).Probation!.Predecessor.ImportedFrom is "xgboost");
    }

    [Fact]
    public void Weights_do_not_dilute_it()
    {
        var state = Serving(Given.Policy(Combination.Blend, Month));

        var seen = new OutcomesSeen(Given.LearnedState(state, 1_000, Given.Start));

        Assert.Empty(ModelLifecycle.Decide(state, seen, Given.Start.AddDays(1)).Events);
    }

    [Fact]
    public void Its_event_reads_back_and_other_promotions_are_written_as_before()
    {
        var happened = Assert.IsType<ChampionPromoted>(Assert.Single(Asked(Given.Model()).Events));
        var state = Given.Serving(Given.Policy(Combination.Blend, Month));

        Assert.Equal(
            DomainJson.Write<LifecycleEvent>(happened),
            DomainJson.Write(DomainJson.Read<LifecycleEvent>(DomainJson.Write<LifecycleEvent>(happened))));
        Assert.DoesNotContain("mported", DomainJson.Write(state));
        Assert.DoesNotContain(
            "mported", DomainJson.Write<LifecycleEvent>(new ChampionPromoted(state.Champion!, null, null)));
    }

    private static ModelState Serving(ModelPolicy policy)
    {
        var state = Given.Model(policy);
        return Given.After(state, Asked(state));
    }

    private static LifecycleDecision Asked(ModelState state) =>
        ModelLifecycle.Decide(state, new ImportAsked("xgboost", "artifact", "ann", "it is good"), Given.Start);

    private static LifecycleDecision Check(ModelState state, LearnedState learned) =>
        ModelLifecycle.Decide(state, new CheckDue(learned, []), Given.Start);
}
