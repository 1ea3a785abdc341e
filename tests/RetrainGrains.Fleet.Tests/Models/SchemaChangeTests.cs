using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class SchemaChangeTests
{
    private static readonly SchemaChange Grown = new()
    {
        Add = [new Feature("rain"), new Feature("sky", FeatureKind.Categorical) { Categories = ["clear", "grey"] }],
        Rename = [new FeatureRename(Station.Schema.Features[0].Name, "renamed")],
    };

    [Fact]
    public void The_champion_goes_on_with_the_features_it_knows_and_the_next_version_learns_the_new_ones() =>
        TestFleet.Run(async fleet =>
        {
            var station = new StationFleet(fleet, new Station(1));
            var before = (await station.StartAsync()).State.Champion!.Number;
            await station.PlayAsync(days: 3);
            var width = Station.Schema.Features.Length;

            var changed = (await station.Grain.ChangeSchema(Command(Grown))).Value!;
            var plan = await PlanAsync(fleet);
            var model = await ServedModel.LoadAsync(plan, new ScorerCache(fleet.Database.Artifacts));
            var row = station.Station.Features(3 * 24);
            Assert.Equal(
                model.Predict(row, 0), model.Predict([.. row, 4, 1], 0));
            Assert.Equal((before, width + 2), (plan.Version, plan.Schema.Features.Length));
            Assert.Equal("renamed", changed.State.Schema.Features[0].Name);

            // Rows of either width come in, are counted, checked and learned from.
            await station.PlayAsync(days: 8);
            Assert.NotNull((await station.Grain.Check(dryRun: false)).Value);
            await station.TriggerAsync("again", emergency: true);
            await fleet.PassAsync(TimeSpan.FromMinutes(10));
            var after = (await station.ViewAsync()).State;
            Assert.Equal(width + 2, after.Bins!.FeatureCount);
            var trained = after.Candidates.First(candidate => candidate.Recipe.Name.StartsWith("leafwise")).Version!;
            var scorer = await new ScorerCache(fleet.Database.Artifacts).GetAsync(trained.ArtifactId);
            Assert.Equal(width + 2, scorer.Width);
            Assert.Single((await station.LedgerAsync()).OfType<SchemaChanged>());
            await station.PlayAsync(days: 8);
            Assert.NotNull((await station.Grain.Check(dryRun: false)).Value);
            Assert.Equal(width + 2, (await station.OtherActivationAsync()).State.Bins!.FeatureCount);
        });

    [Fact]
    public void Segments_of_a_later_feature_are_told_as_not_compared_until_a_training_has_had_it() =>
        TestFleet.Run(async fleet =>
        {
            var station = new StationFleet(fleet, new Station(1));
            await station.StartAsync();
            await station.PlayAsync(days: 2);
            await station.Grain.ChangeSchema(Command(Grown));
            const string Segments = """{ "performance": { "segments": [{ "feature": "rain" }] } }""";
            Assert.NotNull((await station.Grain.SetPolicy(new SetModelPolicy("ann", Segments, 0, ""))).Value);
            station.Further = [4, 1];

            await station.PlayAsync(days: 3);
            await station.Grain.Check(dryRun: false);
            var before = (await station.ViewAsync()).State;
            await station.TriggerAsync("again", emergency: true);
            await fleet.PassAsync(TimeSpan.FromMinutes(10));
            await station.PlayAsync(days: 1);
            await station.Grain.Check(dryRun: false);
            var after = (await station.ViewAsync()).State;

            Assert.Contains(before.NotCompared, IsOfRain);
            Assert.DoesNotContain(after.NotCompared, IsOfRain);

            static bool IsOfRain(string reason) =>
                reason.StartsWith("segments of rain cannot be compared: ", StringComparison.Ordinal);
        });

    [Fact]
    public void A_change_that_breaks_a_rule_is_refused_with_all_of_them_and_a_repeated_one_is_done_once() =>
        TestFleet.Run(async fleet =>
        {
            var station = new StationFleet(fleet, new Station(1));
            await station.RegisterAsync();
            var wrong = new SchemaChange { Retire = ["nobody"], Rename = [new FeatureRename("nobody", "x")] };

            var refused = (await station.Grain.ChangeSchema(Command(wrong))).Refusal!;
            await station.Grain.ChangeSchema(Command(Grown, "once"));
            var again = (await station.Grain.ChangeSchema(Command(Grown, "once"))).Value!;
            var other = (await station.Grain.ChangeSchema(Command(wrong, "once"))).Refusal!;
            var old = (await station.Grain.ChangeSchema(Command(Grown) with { ExpectedRevision = 1 })).Refusal!;

            Assert.Equal(["rename[0].from", "retire[0]"], refused.Problems.Select(problem => problem.Field));
            Assert.Equal(1, again.State.Schema.Version);
            Assert.Equal((RefusalKind.Conflict, "request_id"), (other.Kind, other.Problems[0].Field));
            Assert.NotNull(old);
        });

    private static ChangeModelSchema Command(SchemaChange change, string requestId = "") =>
        new(change, "ann", "a rain gauge was installed", 0, requestId);

    private static async Task<ServingPlan> PlanAsync(TestFleet fleet) => DomainJson.Read<ServingPlan>(
        (await fleet.Database.Serving.ChangedSinceAsync(0, 100))
        .Last(change => change.Row.ModelId == "station").Row.Plan);
}
