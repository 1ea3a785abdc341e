namespace RetrainGrains.Domain.Tests.Observations;

public sealed class FeatureParserTests
{
    private static readonly FeatureSchema Schema = new()
    {
        Features = [new("temperature"), new("station", FeatureKind.Categorical) { Categories = ["north", "south"] }],
        Target = "y",
    };

    [Fact]
    public void Numbers_are_taken_and_categories_become_their_index()
    {
        Assert.Equal([1.5f, 1f], Read(FeatureValue.Of(1.5), FeatureValue.Of("south")).Features);
    }

    [Fact]
    public void Missing_values_and_unknown_categories_are_missing()
    {
        var (problems, features) = Read(FeatureValue.Missing, FeatureValue.Of("west"));

        Assert.Equal(0, problems);
        Assert.All(features, value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void Every_problem_of_a_row_is_named_with_place_value_and_rule()
    {
        var features = new float[2];
        var problems = FeatureParser.Read(
            Schema, [FeatureValue.Of(1e300), FeatureValue.Of(3)], "rows[4]", features);

        Assert.Equal(
            ["rows[4].features[0] (temperature): '1E+300' must be between -3.4028235E+38 and 3.4028235E+38, for "
                + "features are held in single precision; send the value in another unit, or leave it out when it "
                + "stands for a missing one",
             "rows[4].features[1] (station): '3' must be a text: the feature is categorical"],
            problems.Select(problem => problem.ToString()));
    }

    [Theory]
    [InlineData(1e39, "single precision", FaultKind.OutOfRange)]
    [InlineData(-1e39, "single precision", FaultKind.OutOfRange)]
    [InlineData(double.NaN, "must be finite", FaultKind.NotFinite)]
    [InlineData(double.NegativeInfinity, "must be finite", FaultKind.NotFinite)]
    public void A_number_that_cannot_be_held_is_told_by_the_rule_that_it_breaks(
        double value, string rule, FaultKind kind)
    {
        var problem = FeatureParser.Read(
            Schema, [FeatureValue.Of(value), FeatureValue.Of("north")], "", new float[2]).Single();

        Assert.Equal(("features[0] (temperature)", kind), (problem.Field, problem.Kind));
        Assert.Contains(rule, problem.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_for_a_number_and_a_wrong_count_are_refused()
    {
        Assert.Equal(1, Read(FeatureValue.Of("warm"), FeatureValue.Of("north")).Problems);
        Assert.Contains(
            "exactly 2", FeatureParser.Read(Schema, [], "row", new float[2]).Single().Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Features_by_name_are_put_in_order_and_one_that_is_not_named_is_missing()
    {
        var features = new float[2];

        Assert.Empty(FeatureParser.Read(Schema, Named(("station", FeatureValue.Of("north"))), "row", features));
        Assert.Equal([float.NaN, 0], features);
    }

    [Fact]
    public void A_name_that_no_feature_has_and_a_value_that_is_neither_number_nor_text_are_refused()
    {
        var named = Named(("wind", FeatureValue.Of(1)), ("station", new FeatureValue(null, null, "true")));

        Assert.Equal(
            ["row.features.station: 'true' must be a number, a text or null",
             "row.features.wind: '1' must be one of the schema's features: temperature, station"],
            FeatureParser.Read(Schema, named, "row", new float[2]).Select(problem => problem.ToString()));
        Assert.Equal(
            "row.features: '1' must be left out: the features are given by name",
            FeatureParser.Read(Schema, Named() with { Ordered = [FeatureValue.Of(1)] }, "row", new float[2]).Single()
                .ToString());
    }

    private static FeatureRow Named(params (string Name, FeatureValue Value)[] named) =>
        new([], named.ToDictionary(pair => pair.Name, pair => pair.Value));

    [Theory]
    [InlineData(PredictionTask.Regression, 12.5, true)]
    [InlineData(PredictionTask.Regression, double.NaN, false)]
    [InlineData(PredictionTask.BinaryClassification, 1, true)]
    [InlineData(PredictionTask.BinaryClassification, 0.5, false)]
    [InlineData(PredictionTask.BinaryClassification, double.PositiveInfinity, false)]
    public void An_outcome_is_finite_and_for_classes_zero_or_one(PredictionTask task, double outcome, bool valid)
    {
        Assert.Equal(valid, FeatureParser.OutcomeRule(task, outcome) is null);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(-1, false)]
    [InlineData(0.5, false)]
    [InlineData(double.NaN, false)]
    public void An_outcome_of_several_classes_is_the_index_of_one(double outcome, bool valid)
    {
        var answer = new AnswerKind(PredictionTask.MulticlassClassification, 3);

        Assert.Equal(valid, FeatureParser.OutcomeRule(answer, outcome) is null);
    }

    private static (int Problems, float[] Features) Read(params FeatureValue[] values)
    {
        var features = new float[2];
        return (FeatureParser.Read(Schema, values, "row", features).Count, features);
    }
}
