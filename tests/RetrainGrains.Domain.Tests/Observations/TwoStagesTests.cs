namespace RetrainGrains.Domain.Tests.Observations;

public sealed class TwoStagesTests
{
    private static readonly Feature Tyre = new("tyre", FeatureKind.Categorical) { Categories = ["soft", "hard"] };
    private static readonly Feature Lap = new("lap") { FromModel = "laps" };

    private static readonly FeatureSchema Laps = new() { Features = [new("fuel"), Tyre], Target = "lap" };

    [Fact]
    public void A_model_is_fed_by_one_whose_features_it_has()
    {
        var schema = Schema(new("pace"), Tyre, Lap, new("fuel"));

        Assert.Empty(schema.Validate());
        Assert.Equal(["laps"], TwoStages.Feeding(schema));
        Assert.Empty(Problems(schema, ("laps", Laps)));
        Assert.Empty(TwoStages.Feeding(Laps));
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var schema = Schema(
            new("fuel", FeatureKind.Categorical), Tyre with { Categories = ["hard", "soft"] }, Lap,
            new("pit") { FromModel = "pits" }, new("rank") { FromModel = "ranks" }, new("gap") { FromModel = "gaps" });
        var pits = new FeatureSchema { Features = [new("lap"), new("wear")], Target = "pit" };
        var ranks = new FeatureSchema { Features = [new("gap") { FromModel = "gaps" }], Target = "rank" };

        var problems = Problems(schema, ("laps", Laps), ("pits", pits), ("ranks", ranks), ("gaps", null));

        Assert.Equal(
            [
                "schema.features[2].fromModel: 'laps' takes feature 'fuel', which must be Numeric here too",
                "schema.features[2].fromModel: 'laps' takes feature 'tyre', whose categories must be the same, in the "
                    + "same order",
                "schema.features[3].fromModel: 'pits' takes feature 'lap', which must not be fed here",
                "schema.features[3].fromModel: 'pits' takes feature 'wear', which must be in this schema too",
                "schema.features[4].fromModel: 'ranks' must not be fed itself: there are exactly two stages",
                "schema.features[5].fromModel: 'gaps' must be the id of a registered model",
            ],
            problems);
    }

    [Fact]
    public void A_change_that_would_mean_another_thing_in_a_model_that_is_fed_is_refused_by_its_name()
    {
        var fed = Schema(
            new("fuel"), Tyre with { Categories = ["soft", "hard", "wet"] }, Lap, new("grip"),
            new("pit") { FromModel = "pits" }, new("heat", FeatureKind.Categorical) { Categories = ["low"] });
        var change = new SchemaChange
        {
            Add =
            [
                new("heat"), new("pit"), new("gap") { FromModel = "gaps" }, new("rain"),
            ],
            Rename = [new("fuel", "grip")],
            Categories = [new("tyre", ["slick"])],
        };
        var (after, none) = SchemaChangeRule.Apply(Laps, change);

        Assert.Empty(none);
        Assert.Equal(
            [
                "rename[0].to: 'grip' must suit model 'race', which this one feeds: 'grip' is another feature there",
                "add_categories[0].categories: 'tyre' must suit model 'race', which this one feeds: 'tyre' has the "
                    + "category 'wet' there in the place of 'slick'",
                "add[0].name: 'heat' must suit model 'race', which this one feeds: 'heat' is categorical there",
                "add[1].name: 'pit' must suit model 'race', which this one feeds: 'pit' is fed there, by 'pits'",
                "add[2].name: 'gap' must suit model 'race', which this one feeds: there are exactly two stages",
            ],
            TwoStages.ProblemsOfFed("race", fed, Laps, after, change).Select(problem => problem.ToString()));
        Assert.Equal(["gap", "rain"], TwoStages.MissingIn(fed, change));
    }

    [Fact]
    public void A_change_that_keeps_its_meaning_in_a_model_that_is_fed_is_no_problem()
    {
        var fed = Schema(new("fuel"), Tyre with { Categories = ["soft", "hard", "slick"] }, Lap, new("rain"));
        var change = new SchemaChange
        {
            Add = [new("rain"), new("sky")],
            Rename = [new("fuel", "litres")],
            Retire = ["fuel"],
            Categories = [new("tyre", ["slick", "wet"])],
        };

        Assert.Empty(TwoStages.ProblemsOfFed(
            "race", fed, Laps, SchemaChangeRule.Apply(Laps, change).Schema, change));
        Assert.Equal(["sky"], TwoStages.MissingIn(fed, change));
    }

    [Fact]
    public void Only_a_number_can_be_fed_and_not_the_last_value()
    {
        var schema = Schema(new("fuel"), Tyre with { FromModel = "laps" }, Lap) with { LastValue = "lap" };

        Assert.Equal(
            [
                "schema.lastValue: 'lap' must not name a feature that a model feeds",
                "schema.features[1].fromModel: 'laps' must be empty for a categorical feature",
            ],
            schema.Validate().Select(problem => problem.ToString()));
    }

    [Fact]
    public void A_fed_value_is_left_to_the_model_that_feeds_it()
    {
        var schema = Schema(new("fuel"), Lap);
        var features = new float[2];

        Assert.Empty(FeatureParser.Read(schema, [FeatureValue.Of(1), FeatureValue.Missing], "row", features));
        Assert.Equal([1, float.NaN], features);
        Assert.Equal(
            "row.features[1] (lap): '80.5' must be left out: model 'laps' fills it in",
            FeatureParser.Read(schema, [FeatureValue.Of(1), FeatureValue.Of(80.5)], "row", features).Single()
                .ToString());
    }

    [Fact]
    public void A_schema_without_fed_features_is_stored_as_it_was_before_there_were_any() =>
        Assert.DoesNotContain("fromModel", DomainJson.Write(Laps), StringComparison.Ordinal);

    private static FeatureSchema Schema(params Feature[] features) =>
        new() { Features = [.. features], Target = "top", Task = PredictionTask.BinaryClassification };

    private static IEnumerable<string> Problems(
        FeatureSchema schema, params (string Id, FeatureSchema? Schema)[] feeding) =>
        TwoStages.ProblemsWith(schema, feeding.ToDictionary(one => one.Id, one => one.Schema))
            .Select(problem => problem.ToString());
}
