namespace RetrainGrains.Domain.Tests.Observations;

public sealed class FeatureSchemaTests
{
    [Fact]
    public void A_sound_schema_has_no_problem()
    {
        Assert.Empty(Given.Schema().Validate());
        Assert.Equal(0, Given.Schema().LastValueIndex);
        Assert.Equal(-1, (Given.Schema() with { LastValue = null }).LastValueIndex);
    }

    [Fact]
    public void All_problems_are_named_at_once()
    {
        var schema = new FeatureSchema
        {
            Features =
            [
                new("a"), new("a"), new(""), new("b") { Categories = ["x"] },
                new("c", FeatureKind.Categorical) { Categories = ["x", "x"] }, new("d", (FeatureKind)9),
            ],
            Target = " ",
            LastValue = "z",
        };

        Assert.Equal(
            ["schema.target", "schema.lastValue", "schema.features[1].name", "schema.features[2].name",
             "schema.features[3].categories", "schema.features[4].categories", "schema.features[5].kind"],
            schema.Validate().Select(problem => problem.Field));
    }

    [Theory]
    [InlineData(PredictionTask.MulticlassClassification, "schema.classes", "a", "b")]
    [InlineData(PredictionTask.MulticlassClassification, "schema.classes[2]", "a", "b", "a")]
    [InlineData(PredictionTask.MulticlassClassification, "schema.classes[1]", "a", " ", "c")]
    [InlineData(PredictionTask.BinaryClassification, "schema.classes", "a", "b", "c")]
    public void Several_classes_have_names_of_their_own_and_other_tasks_none(
        PredictionTask task, string field, params string[] classes)
    {
        var schema = Given.Schema() with { Task = task, Classes = [.. classes] };

        Assert.Equal(field, Assert.Single(schema.Validate()).Field);
    }

    [Fact]
    public void There_are_at_most_fifty_classes()
    {
        FeatureSchema Of(int count) => Given.Schema() with
        {
            Task = PredictionTask.MulticlassClassification,
            Classes = [.. Enumerable.Range(0, count).Select(i => $"{i}")],
        };

        Assert.Empty(Of(50).Validate());
        Assert.Equal("schema.classes", Assert.Single(Of(51).Validate()).Field);
        Assert.Equal(new AnswerKind(PredictionTask.MulticlassClassification, 50), Of(50).Answer);
    }

    [Fact]
    public void A_last_class_by_name_has_the_classes_as_its_categories()
    {
        var schema = Given.Schema(task: PredictionTask.MulticlassClassification);
        FeatureSchema With(params string[] categories) => schema with
        {
            Features = [new("f0", FeatureKind.Categorical) { Categories = [.. categories] }],
        };

        Assert.Empty(With("a", "b", "c").Validate());
        Assert.Equal("schema.lastValue", Assert.Single(With("c", "b", "a").Validate()).Field);
    }

    [Fact]
    public void Categories_are_bounded_for_each_feature_and_in_all_and_the_refusal_says_what_to_do()
    {
        Assert.Empty(With(FeatureSchema.CategoriesMax).Validate());
        Assert.Equal(
            "schema.features[0].categories: '10001' must be at most 10000 for 'c0': list those that matter, the most "
                + "frequent ones; others count as missing, and as unlisted where drift is looked for",
            Assert.Single(With(FeatureSchema.CategoriesMax + 1).Validate()).ToString());
        Assert.Equal(
            "schema.features: '260000' must have at most 254000 categories in all: list those that matter, others "
                + "count as missing",
            Assert.Single(With([.. Enumerable.Repeat(10_000, 26)]).Validate()).ToString());

        static FeatureSchema With(params int[] categories) => new()
        {
            Features =
            [
                .. categories.Select((count, place) => new Feature($"c{place}", FeatureKind.Categorical)
                {
                    Categories = [.. Enumerable.Range(0, count).Select(category => $"{category}")],
                }),
            ],
            Target = "y",
        };
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public void The_number_of_features_is_bounded(int count)
    {
        Assert.Equal("schema.features", Assert.Single(Given.Schema(count).Validate()).Field);
    }

    [Fact]
    public void A_schema_with_nulls_from_outside_is_refused_and_does_not_crash()
    {
        var schema = DomainJson.Read<FeatureSchema>(
            """{"features":[null,{"name":null},{"name":"c","kind":"categorical","categories":[null]}],"target":"y"}""");

        Assert.Equal(["schema.features[0]", "schema.features[1].name", "schema.features[2].categories"],
            schema.Validate().Select(problem => problem.Field));
        Assert.Equal("schema.features", Assert.Single((schema with { Features = default }).Validate()).Field);
    }
}
