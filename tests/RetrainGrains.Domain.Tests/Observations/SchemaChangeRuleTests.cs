namespace RetrainGrains.Domain.Tests.Observations;

public sealed class SchemaChangeRuleTests
{
    private static readonly FeatureSchema Schema = new()
    {
        Features =
        [
            new("temp"), new("wind"), new("season", FeatureKind.Categorical) { Categories = ["winter", "summer"] },
        ],
        Target = "y",
        LastValue = "temp",
    };

    [Fact]
    public void A_schema_grows_at_its_end_and_keeps_the_places_of_its_features()
    {
        var (grown, problems) = SchemaChangeRule.Apply(Schema, new SchemaChange
        {
            Add = [new Feature("rain")],
            Rename = [new FeatureRename("temp", "temperature")],
            Retire = ["wind"],
            Categories = [new AddedCategories("season", ["spring"])],
        });

        Assert.Empty(problems);
        Assert.Equal(["temperature", "wind", "season", "rain"], grown.Features.Select(feature => feature.Name));
        Assert.Equal(["winter", "summer", "spring"], grown.Features[2].Categories);
        Assert.Equal((0, 0, "temperature"), (grown.IndexOf("temp"), grown.IndexOf("temperature"), grown.LastValue));
        Assert.Equal((true, 1, 3), (grown.Features[1].IsRetired, grown.Version, Assert.Single(grown.EarlierWidths!)));
    }

    [Fact]
    public void Every_problem_of_a_change_is_told_at_once_with_its_place()
    {
        var (_, problems) = SchemaChangeRule.Apply(Schema, new SchemaChange
        {
            Add = [new Feature("wind")],
            Rename = [new FeatureRename("nobody", "x"), new FeatureRename("temp", "season")],
            Retire = ["temp", "nothing"],
            Categories = [new AddedCategories("temp", ["a"]), new AddedCategories("season", ["summer"])],
        });

        Assert.Equal(
            [
                "rename[0].from", "rename[1].to", "add_categories[0].feature", "add_categories[1].categories",
                "retire[0]", "retire[1]", "add[0].name",
            ],
            problems.Select(problem => problem.Field));
    }

    [Fact]
    public void Nothing_to_change_and_the_last_feature_are_refused()
    {
        var one = Schema with { Features = [new("temp"), new("wind") { IsRetired = true }], LastValue = null };

        Assert.Equal("change", SchemaChangeRule.Apply(Schema, new SchemaChange()).Problems.Single().Field);
        Assert.Contains(
            "last feature", SchemaChangeRule.Apply(one, new SchemaChange { Retire = ["temp"] }).Problems.Single().Rule);
    }

    [Fact]
    public void A_name_that_a_feature_had_is_not_given_to_another_one()
    {
        var (renamed, _) = SchemaChangeRule.Apply(
            Schema, new SchemaChange { Rename = [new FeatureRename("wind", "gust")] });

        Assert.Equal(
            ["add[0].name"],
            SchemaChangeRule.Apply(renamed, new SchemaChange { Add = [new Feature("wind")] }).Problems
                .Select(problem => problem.Field));
        var (back, problems) = SchemaChangeRule.Apply(
            renamed, new SchemaChange { Rename = [new FeatureRename("wind", "wind")] });
        Assert.Empty(problems);
        Assert.Equal(("wind", "gust"), (back.Features[1].Name, Assert.Single(back.Features[1].FormerNames!)));
    }

    [Fact]
    public void Callers_may_send_the_order_of_an_earlier_schema_and_earlier_names_and_nothing_is_shifted()
    {
        var (grown, _) = SchemaChangeRule.Apply(Schema, new SchemaChange
        {
            Add = [new Feature("rain"), new Feature("fog")], Rename = [new FeatureRename("wind", "gust")],
        });

        Assert.Equal([1, 2, 0, float.NaN, float.NaN], Read(grown, [Of(1), Of(2), FeatureValue.Of("winter")]));
        Assert.Equal([1, 2, 1, 4, 5], Read(grown, [Of(1), Of(2), FeatureValue.Of("summer"), Of(4), Of(5)]));
        var named = new Dictionary<string, FeatureValue> { ["wind"] = Of(7), ["rain"] = Of(8) };
        Assert.Equal([float.NaN, 7, float.NaN, 8, float.NaN], Read(grown, new FeatureRow([], named)));
        // A length that no schema had: nobody knows which feature is meant.
        var four = FeatureParser.Read(grown, [Of(1), Of(2), FeatureValue.Of("winter"), Of(4)], "", new float[5]);
        Assert.Equal(("features", "4"), (four.Single().Field, four.Single().Value));
        var both = FeatureParser.Read(
            grown, new FeatureRow([], new Dictionary<string, FeatureValue> { ["wind"] = Of(7), ["gust"] = Of(8) }), "",
            new float[5]);
        Assert.Equal(("features.wind", FaultKind.Contradiction), (both.Single().Field, both.Single().Kind));
    }

    [Fact]
    public void Stored_rows_miss_what_came_later_and_nothing_is_learned_from_what_is_retired()
    {
        var (grown, _) = SchemaChangeRule.Apply(
            Schema, new SchemaChange { Add = [new Feature("rain")], Retire = ["wind"] });
        float[] whole = [1, 2, 0, 4];

        Assert.Equal([1, 2, 0, float.NaN], grown.Fit([1, 2, 0]));
        Assert.Same(whole, grown.Fit(whole));
        Assert.Equal([1, float.NaN, 0, 4], grown.FitToLearn(whole));
        Assert.Equal(2, whole[1]);
    }

    private static FeatureValue Of(double number) => FeatureValue.Of(number);

    private static float[] Read(FeatureSchema schema, FeatureRow row)
    {
        var features = new float[schema.Features.Length];
        Assert.Empty(FeatureParser.Read(schema, row, "", features));
        return features;
    }
}
