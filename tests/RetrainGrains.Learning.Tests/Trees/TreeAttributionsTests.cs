using System.Numerics;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Explaining;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Trees;

public sealed class TreeAttributionsTests
{
    private const int Width = 4;

    [Theory]
    [InlineData(7)]
    [InlineData(30)]
    public void They_are_the_Shapley_values_of_the_definition(int leaves)
    {
        var rows = SyntheticRows.Create(600, Width, leaves, SyntheticRows.Nonlinear, missingShare: 0.2);
        var parameters = TreeParameters.LeafWise with
        {
            NumberOfTrees = 5, NumberOfLeaves = leaves, MinimumExampleCountPerLeaf = 3,
        };
        var ensemble = (TreeEnsemble)Fitting.Fit("leafwise", rows, parameters).Model;

        AssertShapleyValues(ensemble, rows);
    }

    [Fact]
    public void Categories_and_sides_that_no_training_row_took_count_as_the_definition_says()
    {
        var never = new Tree(
        [
            TreeNode.Split(0, CategorySet.Of([0, 2]), missingGoesLeft: true, 10),
            TreeNode.Split(1, 0f, false, 0),
            TreeNode.Split(0, 1f, false, 0),
            TreeNode.Leaf(1, 0), TreeNode.Leaf(2, 0), TreeNode.Leaf(3, 0),
            TreeNode.Split(2, 0.5f, true, 10),
            TreeNode.Leaf(4, 10), TreeNode.Leaf(5, 0),
        ]);
        var random = new Random(3);
        var builder = new DatasetBuilder(new DatasetSchema(
            PredictionTask.Regression, Enumerable.Range(0, Width).Select(i => FeatureDescription.Numeric($"f{i}"))));
        for (var i = 0; i < 200; i++) builder.Add(i, [random.Next(4), random.Next(-2, 2), random.NextSingle(), 0], 0);
        AssertShapleyValues(new TreeEnsemble(0.5, 2, Link.Identity, [never]), builder.Build());
    }

    [Fact]
    public void A_tree_that_is_too_deep_is_refused()
    {
        var nodes = new List<TreeNode>();
        for (var depth = 0; depth <= TreeAttributions.MaximumDepth; depth++)
        {
            nodes.Add(TreeNode.Split(0, depth, false, 1));
            nodes.Add(TreeNode.Leaf(depth, 1));
        }

        nodes.Add(TreeNode.Leaf(0, 1));
        var ensemble = new TreeEnsemble(0, 1, Link.Identity, [new Tree([.. nodes])]);

        var error = Assert.Throws<ExplanationException>(() => new TreeAttributions(ensemble));

        Assert.Contains("129 splits deep; attributions are available up to 128", error.Message);
    }

    private static void AssertShapleyValues(TreeEnsemble ensemble, Dataset rows)
    {
        var attribution = new TreeAttributions(ensemble);
        var features = new float[Width];
        var attributions = new double[Width + 1];
        for (var row = 0; row < 100; row++)
        {
            rows.CopyRow(row, features);
            Array.Clear(attributions);
            attribution.AddTo(attributions, features);
            double[] worth =
                [.. Enumerable.Range(0, 1 << Width).Select(known => Expectation(ensemble, features, known))];

            Assert.Equal(worth[0], attributions[^1], 1e-9);
            for (var feature = 0; feature < Width; feature++)
            {
                Assert.Equal(ShapleyValue(worth, feature), attributions[feature], 1e-9);
            }
        }
    }

    // The mean of what a feature adds to each set of the others, weighted by how often it comes next in an order.
    private static double ShapleyValue(double[] worth, int feature)
    {
        double[] factorials = [1, 1, 2, 6, 24];
        var value = 0.0;
        for (var others = 0; others < worth.Length; others++)
        {
            if ((others >> feature & 1) == 0)
            {
                var size = BitOperations.PopCount((uint)others);
                var weight = factorials[size] * factorials[Width - size - 1] / factorials[Width];
                value += weight * (worth[others | 1 << feature] - worth[others]);
            }
        }

        return value;
    }

    private static double Expectation(TreeEnsemble ensemble, float[] features, int known) =>
        ensemble.BaseScore + ensemble.Scale * ensemble.Trees.Sum(t =>
            Expectation(t, t.RightChildren(), 0, features, known));

    // Follows the row where the feature is known, and the training rows where it is not.
    private static double Expectation(Tree tree, int[] rights, int index, float[] features, int known)
    {
        var node = tree.Nodes[index];
        if (node.IsLeaf) return node.Value;
        var left = Expectation(tree, rights, index + 1, features, known);
        var right = Expectation(tree, rights, rights[index], features, known);
        if ((known >> node.Feature & 1) != 0) return node.GoesLeft(features[node.Feature]) ? left : right;
        var (leftCover, rightCover) = ((double)tree.Nodes[index + 1].Cover, (double)tree.Nodes[rights[index]].Cover);
        return node.Cover > 0 ? (leftCover * left + rightCover * right) / node.Cover : (left + right) / 2;
    }
}
