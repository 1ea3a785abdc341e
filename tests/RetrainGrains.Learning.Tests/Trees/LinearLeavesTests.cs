using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Trees;

public sealed class LinearLeavesTests
{
    private static readonly DatasetSchema Schema = new(
        PredictionTask.Regression, [FeatureDescription.Numeric("wind"), FeatureDescription.Numeric("load")]);

    [Theory]
    [InlineData(1f, 10f, 2 + 0.5 * 10)]
    [InlineData(3f, 10f, -1 + 0.25 * 3 + 2 * 10)]
    [InlineData(float.NaN, 10f, 2 + 0.5 * 10)]
    public void A_row_is_answered_by_the_line_of_the_leaf_that_it_reaches(float wind, float load, double expected) =>
        Assert.Equal(expected, Create().CreateScorer().Score([wind, load], 0), 1e-12);

    [Theory]
    [InlineData(1f, float.NaN, 7)]
    [InlineData(3f, float.NaN, 8)]
    public void Where_a_feature_of_the_line_is_missing_the_leafs_own_value_counts(
        float wind, float load, double expected) =>
        Assert.Equal(expected, Create().CreateScorer().Score([wind, load], 0), 1e-12);

    [Fact]
    public void The_same_model_still_gives_the_same_bytes_and_is_still_read()
    {
        var golden = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Artifacts", "linear-leaves-v1.hex"))
            .ReplaceLineEndings("");
        Assert.Equal(golden, Convert.ToHexStringLower(Create().Bytes.Span));

        var stored = ModelRegistry.Parse(Convert.FromHexString(golden));

        Assert.Equal(7, stored.CreateScorer().Score([1, 10], 0), 1e-12);
    }

    [Fact]
    public void Attributions_are_refused_and_not_made_up() =>
        Assert.Throws<ExplanationException>(() => Create().CreateExplainer());

    [Fact]
    public void A_line_of_more_features_than_there_are_is_refused()
    {
        var model = new LinearLeaves(Ensemble(), [[new LeafLine(2, [new(1, 1)]), new LeafLine(0, [new(2, 1)])]]);

        var stored = Artifact.Create(new ArtifactHeader("lightgbm", TargetForm.Level, 0, Schema), model);

        var error = Assert.Throws<ArtifactException>(() => ModelRegistry.Parse(stored.Bytes.Span));
        Assert.Contains("a leaf names feature 2 of 2", error.Message);
    }

    private static Artifact Create() => Artifact.Create(
        new ArtifactHeader("lightgbm", TargetForm.Level, 0, Schema),
        new LinearLeaves(
            Ensemble(), [[new LeafLine(2, [new(1, 0.5)]), new LeafLine(-1, [new(0, 0.25), new(1, 2)])]]));

    private static TreeEnsemble Ensemble() => new(
        0, 1, Link.Identity,
        [new Tree([TreeNode.Split(0, 2, missingGoesLeft: true), TreeNode.Leaf(7), TreeNode.Leaf(8)])]);
}
