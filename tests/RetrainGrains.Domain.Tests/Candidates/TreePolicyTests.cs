using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Domain.Tests.Candidates;

public sealed class TreePolicyTests
{
    [Fact]
    public void Trees_are_read_back_as_they_were_written()
    {
        var (policy, problems) = PolicyReader.Read("""
            { "challengers": { "trees": {
                "maximumTreeDepth": 4, "l1Regularization": 0.5, "objective": "quantile", "quantile": 0.9,
                "monotoneConstraints": { "wind": -1, "F0": 1 } } } }
            """, new());

        Assert.Empty(problems);
        var trees = policy.Challengers.Trees;
        Assert.Equal((4, 0.5, Objective.Quantile, 0.9),
            (trees.MaximumTreeDepth, trees.L1Regularization, trees.Objective, trees.Quantile));
        Assert.Equal([new("F0", 1), new("wind", -1)], trees.MonotoneConstraints);
        var again = PolicyReader.Read(DomainJson.Write(policy), new()).Policy;
        Assert.Equal(DomainJson.Write(policy), DomainJson.Write(again));
    }

    [Fact]
    public void Constraints_that_are_set_anew_are_the_only_ones()
    {
        var basis = PolicyReader.Read(Constraints("""{ "Wind": -1, "f0": 1 }"""), new()).Policy;

        var (policy, problems) = PolicyReader.Read(Constraints("""{ "f1": 1 }"""), basis);

        Assert.Empty(problems);
        Assert.Equal([new("f1", 1)], policy.Challengers.Trees.MonotoneConstraints);
    }

    [Fact]
    public void Every_setting_that_is_out_of_its_range_is_named()
    {
        var (_, problems) = PolicyReader.Read("""
            { "challengers": { "trees": {
                "numberOfTrees": 0, "numberOfLeaves": 1, "learningRate": 0, "minimumExampleCountPerLeaf": 0,
                "forestNumberOfLeaves": 1, "forestMinimumExampleCountPerLeaf": 0, "maximumTreeDepth": 0,
                "maximumBinCountPerFeature": 256, "minimumExampleCountPerBin": 0, "l1Regularization": -1,
                "l2Regularization": -1, "minimumGain": -1, "featureFraction": 0, "featureFractionPerSplit": 2,
                "baggingFraction": 0, "topGradientFraction": 1.5, "otherGradientFraction": 0,
                "earlyStoppingRounds": -1, "validationFraction": 0.6, "objective": "pinball", "quantile": "NaN",
                "monotoneConstraints": { "f0": 2 } } } }
            """, new());

        var settings = typeof(TreePolicy).GetProperties()
            .Select(property => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.Name))
            .Select(name => name == "monotoneConstraints" ? "monotoneConstraints.f0" : name);
        Assert.Equal(
            settings.Select(name => $"policy.challengers.trees.{name}").Order(StringComparer.Ordinal),
            problems.Select(problem => problem.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Constraints_that_are_no_object_are_refused_with_what_they_should_be() => Assert.StartsWith(
        "must be an object of names and values",
        Assert.Single(PolicyReader.Read(Constraints("[1]"), new()).Problems).Rule, StringComparison.Ordinal);

    [Fact]
    public void Trees_must_fit_the_schema()
    {
        var schema = Given.Schema(task: PredictionTask.BinaryClassification);
        schema = schema with
        {
            Features = [.. schema.Features, new("place", FeatureKind.Categorical) { Categories = ["here"] }],
        };
        var (policy, none) = PolicyReader.Read("""
            { "challengers": { "trees": {
                "objective": "poisson", "monotoneConstraints": { "f0": 1, "place": 1, "wind": -1 } } } }
            """, new());

        Assert.Empty(none);
        Assert.Equal(
            [
                "policy.challengers.trees.objective: 'Poisson' is for regression: classifiers always minimise log loss",
                "policy.challengers.trees.monotoneConstraints.place: '1' must name a numeric feature of the schema",
                "policy.challengers.trees.monotoneConstraints.wind: '-1' must name a numeric feature of the schema",
            ],
            policy.ValidateFor(schema).Select(problem => problem.ToString()));
    }

    private static string Constraints(string map) =>
        $$"""{ "challengers": { "trees": { "monotoneConstraints": {{map}} } } }""";
}
