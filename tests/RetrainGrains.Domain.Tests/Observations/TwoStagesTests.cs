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
