using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class TwoStageTests
{
    private const int Days = 8;

    [Theory]
    [InlineData("logistic/7d")]
    [InlineData("leafwise/7d")]
    public void A_second_stage_that_is_fed_the_lap_time_beats_one_that_is_not(string recipe) =>
        TestFleet.Run(async fleet =>
    {
        var race = new RaceFleet(fleet);
        await race.StartAsync(RaceFleet.Laps, RaceFleet.LapSchema, "leafwise");
        await race.StartAsync("fed", RaceFleet.TopSchema(fed: true), recipe);
        await race.StartAsync("alone", RaceFleet.TopSchema(fed: false), recipe);

        // Until it is trained on what it was fed, the second stage knows no more than the one alone.
        await race.PlayAsync(Days);
        await race.RetrainAsync("fed");
        await race.RetrainAsync("alone");
        race.Answers.Clear();
        await race.PlayAsync(3);

        Assert.InRange(LogLoss(race, "fed"), 0, 0.8 * LogLoss(race, "alone"));
    });

    [Fact]
    public void The_log_holds_what_was_fed_and_a_retrained_first_stage_feeds_at_once() => TestFleet.Run(async fleet =>
    {
        var race = new RaceFleet(fleet);
        await race.StartAsync(RaceFleet.Laps, RaceFleet.LapSchema, "leafwise/7d");
        await race.StartAsync("fed", RaceFleet.TopSchema(fed: true), "logistic");

        await race.PlayAsync(3);
        var before = await VersionAsync(fleet);
        await race.RetrainAsync(RaceFleet.Laps);
        await race.PlayAsync(1);

        Assert.NotEqual(before, await VersionAsync(fleet));
        var logged = await fleet.Database.Observations.LabelledAfterAsync("fed", 0, 10_000);
        var fed = logged.Where(row => row.Version.Length > 0).ToArray();
        Assert.Equal(race.Answers.Count / 2, fed.Length);
        Assert.All(fed, row => Assert.Equal(
            (float)race.Answers[(RaceFleet.Laps, row.PredictionId)].Predicted, row.Features[^1]));
        Assert.All(logged.Except(fed), row => Assert.Equal(float.NaN, row.Features[^1]));
    });

    [Fact]
    public void A_first_stage_changes_only_as_the_models_that_it_feeds_allow_and_says_what_they_lack() =>
        TestFleet.Run(async fleet =>
    {
        var race = new RaceFleet(fleet);
        await race.RegisterAsync(RaceFleet.Laps, RaceFleet.LapSchema, "leafwise");
        await race.RegisterAsync("other", RaceFleet.TopSchema(fed: false), "logistic");
        await race.RegisterAsync("fed", RaceFleet.TopSchema(fed: true), "logistic");
        var laps = fleet.Model(RaceFleet.Laps);

        var refused = await laps.ChangeSchema(Change(new() { Add = [new("rivals", FeatureKind.Categorical)
        {
            Categories = ["few", "many"],
        }] }));
        var renamed = await laps.ChangeSchema(Change(new() { Rename = [new("fuel", "rivals")] }));
        var grown = await laps.ChangeSchema(Change(new() { Add = [new("rain"), new("rivals")] }));

        Assert.Equal(
            "add[0].name: 'rivals' must suit model 'fed', which this one feeds: 'rivals' is numeric there",
            Assert.Single(refused.Refusal!.Problems).ToString());
        Assert.Equal(
            "rename[0].to: 'rivals' must suit model 'fed', which this one feeds: 'rivals' is another feature there",
            Assert.Single(renamed.Refusal!.Problems).ToString());
        Assert.Equal(5, grown.Value!.State.Schema.Features.Length);
        var told = (await fleet.Database.Models.LedgerAsync(RaceFleet.Laps, 1, 10))
            .Select(line => DomainJson.Read<LifecycleEvent>(line.Body)).OfType<SchemaChanged>().Single();
        Assert.Equal(["rain"], told.MissingIn!["fed"]);
        Assert.EndsWith("model 'fed', which is fed by it, has no rain: add it there too, else it is missing in what "
            + "that model asks", told.Describe(), StringComparison.Ordinal);

        static ChangeModelSchema Change(SchemaChange change) => new(change, "ann", "", 0, "");
    });

    [Fact]
    public void A_model_that_cannot_be_fed_is_refused_and_not_stored() => TestFleet.Run(async fleet =>
    {
        var race = new RaceFleet(fleet);
        var schema = RaceFleet.TopSchema(fed: true);

        var early = await race.RegisterAsync("fed", schema, "logistic");
        await race.RegisterAsync(RaceFleet.Laps, RaceFleet.LapSchema, "leafwise");
        var wrong = await race.RegisterAsync("fed", schema with { Features = schema.Features.RemoveAt(2) }, "lapwise");
        var missing = await fleet.Database.Models.FindAsync("fed");
        var right = await race.RegisterAsync("fed", schema, "logistic");
        var third = await race.RegisterAsync("third", schema with
        {
            Features = [.. schema.Features[..4], new("top") { FromModel = "fed" }],
        }, "logistic");

        Assert.Equal(
            "schema.features[4].fromModel: 'laps' must be the id of a registered model",
            Assert.Single(early.Refusal!.Problems).ToString());
        Assert.Equal(
            [
                "schema.features[3].fromModel: 'laps' takes feature 'tyre age', which must be in this schema too",
                "policy.challengers.recipes[0]",
            ],
            wrong.Refusal!.Problems.Select(problem =>
                problem.Field.StartsWith("schema", StringComparison.Ordinal) ? problem.ToString() : problem.Field));
        Assert.Null(missing);
        Assert.Null(right.Refusal);
        Assert.Equal(
            "schema.features[4].fromModel: 'fed' must not be fed itself: there are exactly two stages",
            Assert.Single(third.Refusal!.Problems).ToString());
    });

    private static double LogLoss(RaceFleet race, string model) => race.Answers
        .Where(answer => answer.Key.Model == model)
        .Average(answer => -Math.Log(Math.Clamp(
            answer.Value.Outcome > 0 ? answer.Value.Predicted : 1 - answer.Value.Predicted, 1e-6, 1)));

    private static async Task<string> VersionAsync(TestFleet fleet) =>
        (await fleet.Database.Serving.ChangedSinceAsync(0, 100))
            .Single(change => change.Row.ModelId == RaceFleet.Laps).Row.Version;
}
