namespace RetrainGrains.Domain.Tests.Lifecycle;

/// <summary>Candidates that are kept out by a person or a rollback, and what lets them in again.</summary>
public sealed class CandidateCommandsTests
{
    private static readonly Recipe Leafwise = new("leafwise");
    private static readonly Recipe Forest = new("forest");
    private static readonly Recipe Import = new("xgboost", Once: true);
    private static readonly ModelPolicy Blend = Given.Policy(Combination.Blend, Leafwise, Forest);

    [Fact]
    public void A_retired_candidate_loses_its_weight_at_once_and_is_not_trained_again()
    {
        var state = Given.Serving(Blend);
        Assert.Equal(2, state.Champion!.Members.Length);

        var decision = Retire(state, Forest);
        state = Given.After(state, decision);

        Assert.Equal(["candidate-retired", "weighted"], decision.Events.Select(happened => happened.Kind));
        Assert.Equal(Leafwise, Assert.Single(state.Champion!.Members).Recipe);
        var later = Given.Start.AddDays(60);
        var check = ModelLifecycle.Decide(
            state, new CheckDue(Learned(state, later), [], new ManualTrigger("ann", "", Emergency: true)), later);
        Assert.Equal(Leafwise, Assert.Single(Given.PlanOf(check).Challengers).Recipe);
    }

    [Fact]
    public void One_of_many_goes_at_once_too_although_its_twin_serves_the_same_artifact()
    {
        var state = Given.Serving(Given.Policy(
            Combination.Blend, Leafwise, Leafwise with { Once = true }, Forest, new Recipe("ridge")));
        Assert.Equal(4, state.Champion!.Members.Length);

        state = Given.After(state, Retire(state, Leafwise));

        Assert.DoesNotContain(state.Champion!.Members, member => member.Recipe == Leafwise);
        Assert.Equal(1, state.Champion.Members.Sum(member => member.Weight), 1e-9);
    }

    [Fact]
    public void A_training_that_was_under_way_does_not_let_it_in()
    {
        var before = Given.Serving(Blend);
        var at = Given.Start.AddDays(8);
        var learned = Learned(before, at);
        var check = ModelLifecycle.Decide(before, new CheckDue(learned, []), at);
        var state = Given.After(Given.After(before, check), Retire(before, Forest));

        state = Given.After(state, ModelLifecycle.Decide(
            state, Given.Returned(Given.PlanOf(check), Given.Sound, learned), at));

        Assert.DoesNotContain(state.Champion!.Members, member => member.Recipe == Forest);
        Assert.Equal("ann", state.Candidates[1].Retired!.By);
    }

    [Fact]
    public void A_person_lets_it_in_again_by_restoring_or_by_promoting_it()
    {
        var retired = Given.After(Given.Serving(Blend), Retire(Given.Serving(Blend), Forest));

        var restored = Given.After(retired, ModelLifecycle.Decide(
            retired, new RestorationAsked(Learned(retired, Given.Start), Forest.Name, "bob", "tuned"), Given.Start));
        var promoted = Given.After(retired, ModelLifecycle.Decide(
            retired, new PromotionAsked(Learned(retired, Given.Start), Forest.Name, "bob", "tuned"), Given.Start));

        Assert.All([restored, promoted], state => Assert.Null(state.Candidates[1].Retired));
        Assert.Equal(2, restored.Champion!.Members.Length);
        Assert.Equal(Forest, Assert.Single(promoted.Champion!.Members).Recipe);
    }

    [Fact]
    public void What_cannot_be_retired_or_restored_is_refused_with_the_reason()
    {
        var state = Given.Serving(Blend);
        var alone = Given.Serving(Given.Policy(Combination.Single, Leafwise));
        var retired = Given.After(state, Retire(state, Forest));

        Assert.Equal($"is none of {Leafwise.Name}, {Forest.Name}", Rule(Retire(state, new Recipe("ridge"))));
        Assert.StartsWith("is the only one that can serve", Rule(Retire(alone, Leafwise)));
        Assert.StartsWith("is the only one that can serve", Rule(Retire(retired, Leafwise)));
        Assert.StartsWith("is retired already, by ann", Rule(Retire(retired, Forest)));
        Assert.Equal("is not retired", Rule(ModelLifecycle.Decide(
            state, new RestorationAsked(Learned(state, Given.Start), Forest.Name, "ann", ""), Given.Start)));
    }

    [Fact]
    public void F28_an_import_that_was_rolled_back_stays_out_until_a_person_lets_it_in()
    {
        var state = Given.Serving(Blend);
        state = Given.After(state, ModelLifecycle.Decide(
            state, new ImportAsked("xgboost", "artifact", "ann", "it is good"), Given.Start));
        state = Given.After(state, ModelLifecycle.Decide(
            state, new RollbackAsked(null, "ann", "it is not"), Given.Start.AddDays(1)));
        var at = Given.Start.AddDays(9);
        var learned = Learned(state, at);

        var check = ModelLifecycle.Decide(state, new CheckDue(learned, []), at);
        state = Given.After(state, check);
        state = Given.After(state, ModelLifecycle.Decide(
            state, Given.Returned(Given.PlanOf(check), Given.Sound, learned), at));

        Assert.Equal(
            new Retirement("ann", "rolled back: it is not", Given.Start.AddDays(1)), state.Candidates[2].Retired);
        Assert.DoesNotContain(state.Champion!.Members, member => member.Recipe == Import);
        state = Given.After(state, ModelLifecycle.Decide(
            state, new RestorationAsked(learned, Import.Name, "ann", "it is"), at));
        Assert.Contains(state.Champion!.Members, member => member.Recipe == Import);
    }

    [Fact]
    public void A_first_version_that_was_rolled_back_stays_placeuntil_its_recipe_is_trained_again()
    {
        var both = Given.Serving(Blend);
        var one = both with { Champion = both.Champion! with { Members = [both.Champion!.Members[0]] } };
        var second = both.Champion! with { Number = SemanticVersion.First.NextMinor(), Parent = SemanticVersion.First };
        var place = one.Champion!.Members[0].Recipe == Leafwise ? 1 : 0;
        var back = new ChampionRolledBack(second.Number, SemanticVersion.First, Given.Start, "worse", "probation");

        var state = Given.After(one, new LifecycleDecision([new ChampionPromoted(second, null, null), back], []));

        Assert.Equal(
            new Retirement("probation", "rolled back: worse", Given.Start, UntilTrained: true),
            state.Candidates[place].Retired);
        Assert.Null(state.Candidates[1 - place].Retired);
        var at = Given.Start.AddDays(8);
        var check = ModelLifecycle.Decide(state, new CheckDue(Learned(state, at), []), at);
        state = Given.After(state, check);
        state = Given.After(state, ModelLifecycle.Decide(
            state, Given.Returned(Given.PlanOf(check), Given.Sound, Learned(state, at)), at));
        Assert.All(state.Candidates, candidate => Assert.Null(candidate.Retired));
        Assert.Equal(2, state.Champion!.Members.Length);
    }

    private static LifecycleDecision Retire(ModelState state, Recipe recipe) => ModelLifecycle.Decide(
        state, new RetirementAsked(Learned(state, Given.Start), recipe.Name, "ann", "it overfits"), Given.Start);

    private static LearnedState Learned(ModelState state, DateTimeOffset at)
    {
        var learned = Given.LearnedState(state, 2_000 + (long)(at - Given.Start).TotalHours * 10, at);
        Array.Fill(learned.Records.MeanWeights, 1);
        return learned;
    }

    private static string Rule(LifecycleDecision decision) => decision.Refused!.Rule;
}
