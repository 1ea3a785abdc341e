using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class RegistrationTests
{
    [Fact]
    public void A_model_learns_its_first_champion_from_imported_history() => TestFleet.Run(async fleet =>
    {
        var view = await new StationFleet(fleet, new Station(1)).StartAsync();
        Assert.Equal(SemanticVersion.First, view.State.Champion!.Number);
        Assert.All(view.State.Candidates, candidate => Assert.NotNull(candidate.Version));
        Assert.Equal(Station.HistoryHours, view.Outcomes);
        var serving = Assert.Single(await fleet.Database.Serving.ChangedSinceAsync(0, 10));
        Assert.Equal(("station", "1.0.0"), (serving.Row.ModelId, serving.Row.Version));
        Assert.Null(view.State.Run);
    });

    [Fact]
    public void An_unknown_model_is_not_found_whatever_is_asked() => TestFleet.Run(async fleet =>
    {
        var model = fleet.Model("nobody");
        Refusal?[] refusals =
        [
            (await model.Describe()).Refusal,
            (await model.Check(dryRun: false)).Refusal,
            (await model.Trigger(new TriggerModel("ann", "why", false, false, "1"))).Refusal,
            (await model.Promote(new PromoteModel("last-value", "ann", "why", 0, "2"))).Refusal,
            (await model.RollBack(new RollBackModel(null, "ann", "why", 0, "3"))).Refusal,
            (await model.SetPolicy(new SetModelPolicy("ann", "{}", 0, "4"))).Refusal,
        ];
        Assert.All(refusals, refusal => Assert.Equal(RefusalKind.NotFound, refusal!.Kind));
        await model.OutcomesArrived();
        await model.RunFinished("nobody/run-1");
        Assert.Null(await model.CheckIfDue());
        Assert.Null(await fleet.Database.Models.FindAsync("nobody"));
    });

    [Fact]
    public void Everything_that_is_wrong_with_a_registration_is_said_at_once_and_nothing_is_stored() =>
        TestFleet.Run(async fleet =>
    {
        var answer = await fleet.Model().Register(new RegisterModel(
            "regression", Station.Schema with { LastValue = "yesterday" }, "none such",
            """
            {"triggers":{"cooldown":"-1d","budgetRuns":0},"gates":{"sanityMargin":"wide"},"drift":{"windoww":"7d"}}
            """,
            7, "1"));
        Assert.Equal(RefusalKind.Invalid, answer.Refusal!.Kind);
        Assert.Equal(
            [
                "policy.drift.windoww", "policy.gates.sanityMargin", "policy.triggers.budgetRuns",
                "policy.triggers.cooldown", "preset", "schema.lastValue",
            ],
            answer.Refusal.Problems.Select(problem => problem.Field).Order(StringComparer.Ordinal));
        Assert.Null(await fleet.Database.Models.FindAsync("station"));
    });

    [Fact]
    public void A_recipe_that_no_learner_can_carry_out_is_refused_before_anything_runs() =>
        TestFleet.Run(async fleet =>
    {
        var answer = await new StationFleet(fleet, new Station(1)).RegisterAsync(
            """{"challengers":{"recipes":["leafwise","catboost/30d"]}}""");

        var problem = Assert.Single(answer.Refusal!.Problems);
        Assert.Equal("policy.challengers.recipes[1]", problem.Field);
        Assert.Contains("There is no learner 'catboost'; known: leafwise,", problem.ToString());
    });

    [Fact]
    public void A_recipe_of_a_worker_is_taken_before_its_worker_is_there_but_not_with_a_malformed_name() =>
        TestFleet.Run(async fleet =>
    {
        fleet.Workers.Here = false;
        var station = new StationFleet(fleet, new Station(1));

        var malformed = await station.RegisterAsync("""{"challengers":{"recipes":["worker:LSTM/30d"]}}""");
        var registered = await station.RegisterAsync("""{"challengers":{"recipes":["worker:lstm/30d"]}}""");

        Assert.Equal(
            "policy.challengers.recipes[0]: 'worker:LSTM/30d/level' must be a recipe to carry out here: a "
            + "worker's learner 'LSTM' must be 1 to 40 of a-z, 0-9 and '-'.",
            Assert.Single(malformed.Refusal!.Problems).ToString());
        Assert.NotNull(registered.Value);
    });

    [Fact]
    public void A_constraint_on_a_feature_that_the_schema_lacks_is_refused_at_registration_and_later() =>
        TestFleet.Run(async fleet =>
    {
        const string policy = """{"challengers":{"trees":{"monotoneConstraints":{"wether":1}}}}""";
        var station = new StationFleet(fleet, new Station(1));

        var registered = await station.RegisterAsync(policy);
        await station.RegisterAsync(requestId: "b");
        var set = await fleet.Model().SetPolicy(new SetModelPolicy("ann", policy, 0, "c"));

        Assert.All([registered, set], answer => Assert.Equal(
            "policy.challengers.trees.monotoneConstraints.wether: '1' must name a numeric feature of the schema",
            Assert.Single(answer.Refusal!.Problems).ToString()));
    });

    [Fact]
    public void A_registration_that_comes_twice_is_answered_alike_and_another_one_is_refused() =>
        TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        var first = await station.RegisterAsync(requestId: "a");
        var again = await station.RegisterAsync(requestId: "a");
        var other = await station.RegisterAsync(requestId: "b");
        Assert.Equal(first.Value!.Revision, again.Value!.Revision);
        Assert.Equal(RefusalKind.AlreadyExists, other.Refusal!.Kind);
        Assert.Single(await station.LedgerAsync());
    });
}
