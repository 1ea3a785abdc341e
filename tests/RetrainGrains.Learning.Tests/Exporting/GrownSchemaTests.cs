using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Exporting;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Exporting;

/// <summary>Exports of members that learned before and after their schema grew.</summary>
public sealed class GrownSchemaTests
{
    private static readonly FeatureDescription Numeric = FeatureDescription.Numeric("x");
    private static readonly float[][] Rows = [[1, 0, 3], [3, 1, -2], [float.NaN, 2, 0], [4, 3, float.NaN], [0, 4, 1]];
    private static readonly ExportNames Names = new(["x", "c", "y"], [[], ["a", "b", "c", "d", "e"], []], []);

    [Theory]
    [InlineData(ExportFormat.XGBoost)]
    [InlineData(ExportFormat.Onnx)]
    public void A_blend_of_trees_has_the_columns_of_the_member_that_knows_most(ExportFormat format)
    {
        var early = Trees(
            [Numeric, FeatureDescription.Categorical("c", 2)],
            TreeNode.Split(1, CategorySet.Of([1]), missingGoesLeft: true));
        var late = Trees(
            [Numeric, FeatureDescription.Categorical("c", 4), FeatureDescription.Numeric("y")],
            TreeNode.Split(2, 0.5f, missingGoesLeft: true));

        var exported = ModelExporter.Export([(0.25, early), (0.75, late)], format, Names);

        Nearly.Equal(
            [.. Rows.Select(row =>
                0.25 * early.CreateScorer().Score(row, 0) + 0.75 * late.CreateScorer().Score(row, 0))],
            Predict(exported));
        Assert.Equal(["x", "c", "y"], exported.Report.Features.Select(feature => feature.Name));
        Assert.Equal(["a", "b", "c", "d"], exported.Report.Features[1].Categories);
    }

    [Fact]
    public void A_category_that_came_after_a_line_was_fitted_is_missing_to_it_and_known_to_the_trees()
    {
        var line = Artifact.Create(
            Header([Numeric, FeatureDescription.Categorical("c", 2)]),
            new LinearModel(0.5, Link.Identity, [LinearTerm.Numeric(2, 3), LinearTerm.Categorical([10, 20])]));
        var trees = Trees(
            [Numeric, FeatureDescription.Categorical("c", 4)],
            TreeNode.Split(1, CategorySet.Of([1, 3]), missingGoesLeft: false));

        var exported = ModelExporter.Export([(0.5, line), (0.5, trees)], ExportFormat.Onnx, Names);

        float[][] rows = [.. Rows.Select(row => row[..2])];
        Nearly.Equal(
            [.. rows.Select(row => (line.CreateScorer().Score(row, 0) + trees.CreateScorer().Score(row, 0)) / 2)],
            OnnxRuntimePeer.Predict(exported.Content, rows));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Trees_to_which_unknown_categories_are_missing_say_so_to_XGBoost_by_their_sets(bool missingGoesLeft)
    {
        var schema = new DatasetSchema(
            PredictionTask.Regression, [FeatureDescription.Categorical("c", 4), Numeric]);
        var deep = new Tree(
        [
            TreeNode.Split(0, CategorySet.Of([1, 2]), missingGoesLeft),
            TreeNode.Split(0, 1.5f, !missingGoesLeft), TreeNode.Leaf(1), TreeNode.Leaf(2),
            TreeNode.Split(1, 0, missingGoesLeft), TreeNode.Leaf(4), TreeNode.Leaf(8),
        ]);

        var rewritten = Scorer(KnownCategories.Of(deep, schema), schema);

        var before = Scorer(deep, schema);
        for (var code = 0; code < 7; code++)
        {
            foreach (var x in (float[])[-1, 1, float.NaN])
            {
                var known = code < 4 ? code : float.NaN;
                Assert.Equal(before.Score([known, x], 0), rewritten.Score([code, x], 0));
                Assert.Equal(before.Score([known, x], 0), rewritten.Score([known, x], 0));
            }
        }
    }

    private static Scorer Scorer(Tree tree, DatasetSchema schema) => Artifact.Create(
        new ArtifactHeader("leafwise", TargetForm.Level, 0, schema),
        new TreeEnsemble(0, 1, Link.Identity, [tree])).CreateScorer();

    private static double[] Predict(ExportedModel exported)
    {
        if (exported.Report.Format == ExportFormat.Onnx) return OnnxRuntimePeer.Predict(exported.Content, Rows);
        var scorer = XGBoostImporter.Import(exported.Content).CreateScorer();
        return [.. Rows.Select(row => scorer.Score(row, 0))];
    }

    private static Artifact Trees(FeatureDescription[] features, TreeNode split) => Artifact.Create(
        Header(features),
        new TreeEnsemble(1.5, 1, Link.Identity, [new Tree([split, TreeNode.Leaf(3), TreeNode.Leaf(-7)])]));

    private static ArtifactHeader Header(FeatureDescription[] features) =>
        new("leafwise", TargetForm.Level, 0, new DatasetSchema(PredictionTask.Regression, features));
}
