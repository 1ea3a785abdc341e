using RetrainGrains.Learning.Calibration;

namespace RetrainGrains.Domain.Tests.Candidates;

public sealed class ChallengerPlannerTests
{
    private static readonly Recipe Short = new("leafwise", 30);
    private static readonly Recipe Long = new("leafwise");
    private static readonly Recipe Once = new("leafwise", Once: true);

    [Fact]
    public void A_first_run_trains_every_recipe_but_the_twin_that_shares_anothers_version()
    {
        var state = Given.Model(Given.Policy(Combination.Blend, Short, Long, Once));

        Assert.Equal([Short, Long], Plan(state, 1).Select(challenger => challenger.Recipe));
    }

    [Theory]
    [InlineData(PredictionTask.Regression, false)]
    [InlineData(PredictionTask.BinaryClassification, true)]
    [InlineData(PredictionTask.MulticlassClassification, true)]
    public void F24_a_constant_competes_by_default_and_transitions_where_there_are_classes(
        PredictionTask task, bool transitions)
    {
        var recipes = ChallengerPlanner.Servable(new ChallengerPolicy(), Given.Schema(task: task));

        Assert.Contains(new Recipe("mean"), recipes);
        Assert.Equal(!transitions, recipes.Contains(new Recipe("last-value")));
        Assert.Equal(transitions, recipes.Contains(new Recipe("transitions")));
    }

    [Fact]
    public void A_plan_names_rows_and_seed_so_that_it_can_be_trained_again()
    {
        var state = Given.Model(Given.Policy(Combination.Blend, Short, Long));
        var plan = Plan(state, 1);

        Assert.Equal(Given.Start.AddDays(-30), plan[0].From);
        Assert.Equal(DateTimeOffset.MinValue, plan[1].From);
        Assert.All(
            plan, challenger => Assert.Equal((Given.Start, 1_000L), (challenger.To, challenger.ThroughSequence)));
        Assert.Equal(plan, Plan(state, 1));
        Assert.Distinct(plan.Concat(Plan(state with { RunsPlanned = 1 }, 1)).Select(challenger => challenger.Seed));
    }

    [Theory]
    [InlineData(1.4, 1, 0)]
    [InlineData(1.6, 1, 1)]
    [InlineData(27, 0, 0)]
    [InlineData(28, 0, 1)]
    public void A_recipe_is_trained_again_when_its_window_has_moved_on_and_it_matters_or_is_stale(
        double days, double weight, int planned)
    {
        var state = Given.Serving(Given.Policy(Combination.Blend, Short));

        Assert.Equal(planned, Plan(state, weight, days).Length);
    }

    [Theory]
    [InlineData(4.2, 0)]
    [InlineData(4.4, 1)]
    public void A_recipe_that_forgets_is_trained_again_as_one_with_a_window_of_the_same_mean_age(
        double days, int planned)
    {
        // A window of twice 30 / ln 2 days, of which a twentieth counts as recent.
        var state = Given.Serving(Given.Policy(Combination.Blend, new Recipe("leafwise", HalfLifeDays: 30)));

        Assert.Equal(planned, Plan(state, 1, days).Length);
    }

    [Fact]
    public void A_recipe_that_is_trained_once_is_not_trained_again()
    {
        var state = Given.Serving(Given.Policy(Combination.Blend, Once));

        Assert.NotNull(state.Candidates[0].Version);
        Assert.Empty(Plan(state, 1, 1_000));
    }

    [Fact]
    public void F7_a_run_that_was_asked_for_trains_every_recipe_but_those_that_are_trained_once()
    {
        var state = Given.Serving(Given.Policy(Combination.Blend, Short, Once));

        Assert.Empty(Plan(state, 0, 0.1));
        Assert.Equal([Short], Plan(state, 0, 0.1, every: true).Select(challenger => challenger.Recipe));
    }

    [Fact]
    public void Recipes_that_the_schema_cannot_serve_are_left_out()
    {
        var policy = new ChallengerPolicy();
        var plain = Given.Schema() with { LastValue = null };
        var classifier = Given.Schema(task: PredictionTask.BinaryClassification);

        Assert.Equal(
            policy.Recipes.Where(recipe => recipe.Learner != "transitions"),
            ChallengerPlanner.Servable(policy, Given.Schema()));
        Assert.All(
            ChallengerPlanner.Servable(policy, plain), recipe =>
            {
                Assert.Contains(recipe.Learner, (string[])["leafwise", "mean"]);
                Assert.Equal(TargetForm.Level, recipe.Form);
            });
        Assert.All(
            ChallengerPlanner.Servable(policy, classifier), recipe => Assert.Equal(TargetForm.Level, recipe.Form));
    }

    [Fact]
    public void Calibrated_recipes_are_for_binary_classification()
    {
        var policy = new ChallengerPolicy
        {
            Recipes = [new("leafwise"), new("leafwise", Calibration: CalibrationMethod.Isotonic)],
        };
        var classifier = Given.Schema(task: PredictionTask.BinaryClassification);

        Assert.Equal(policy.Recipes, ChallengerPlanner.Servable(policy, classifier));
        Assert.Equal([new("leafwise")], ChallengerPlanner.Servable(policy, Given.Schema()));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(27, false)]
    [InlineData(28, true)]
    public void Hyper_parameters_are_searched_at_first_and_again_when_the_last_search_is_old(
        int? daysAgo, bool searched)
    {
        var policy = Given.Policy(Combination.Blend, Short);
        var state = Given.Serving(policy with
        {
            Challengers = policy.Challengers with { Search = new() { Every = TimeSpan.FromDays(28) } },
        });
        var now = Given.Start.AddDays(60);
        var found = ImmutableSortedDictionary<string, double>.Empty.Add("LearningRate", 0.05);
        state = state with
        {
            Candidates =
            [
                state.Candidates[0] with
                {
                    Version = state.Candidates[0].Version! with
                    {
                        Parameters = found,
                        SearchedAt = daysAgo is { } days ? now.AddDays(-days) : null,
                    },
                },
            ],
        };

        var planned = Assert.Single(Plan(state, 1, 60));

        Assert.Equal(searched, planned.Search is not null);
        Assert.Same(found, planned.Parameters);
    }

    private static ImmutableArray<PlannedChallenger> Plan(
        ModelState state, double weight, double days = 0, bool every = false)
    {
        var now = Given.Start.AddDays(days);
        var learned = Given.LearnedState(state, 1_000, now);
        Array.Fill(learned.Records.MeanWeights, weight);
        return ChallengerPlanner.Plan(state.Policy.Challengers, state.PlanFacts(learned), every, now);
    }
}
