using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Trees;

public sealed class TreeGrowerTests
{
    [Theory]
    [InlineData("leafwise")]
    [InlineData("depthwise")]
    public void A_tree_keeps_to_its_bounds(string learner)
    {
        var rows = SyntheticRows.Create(3_000, 4, 1, SyntheticRows.Nonlinear);
        var parameters = TreeParameters.LeafWise with
        {
            NumberOfTrees = 5, NumberOfLeaves = 20, MaximumTreeDepth = 5, MinimumExampleCountPerLeaf = 50,
        };

        var ensemble = (TreeEnsemble)Fitting.Fit(learner, rows, parameters).Model;

        Assert.All(ensemble.Trees, tree =>
        {
            Assert.InRange(tree.Nodes.Length, 3, 39);
            Assert.InRange(ReferenceWalk.Depth(tree), 1, 5);
            Assert.All(ReferenceWalk.RowsPerLeaf(tree, rows), count => Assert.True(count >= 50, $"{count} rows"));
        });
    }

    [Fact]
    public void A_depth_wise_tree_fills_a_level_before_it_starts_the_next()
    {
        var rows = SyntheticRows.Create(5_000, 4, 1, SyntheticRows.Nonlinear);
        var parameters = TreeParameters.DepthWise with { NumberOfTrees = 1, NumberOfLeaves = 8 };

        var tree = ((TreeEnsemble)Fitting.Fit("depthwise", rows, parameters).Model).Trees[0];

        Assert.Equal(3, ReferenceWalk.Depth(tree));
        Assert.Equal(8, ReferenceWalk.RowsPerLeaf(tree, rows).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3 * 4 * 256 * sizeof(long))]
    public void A_leaf_without_a_histogram_in_the_budget_is_counted_from_its_rows_to_the_same_tree(long budget)
    {
        var rows = SyntheticRows.Create(3_000, 4, 1, SyntheticRows.Nonlinear, missingShare: 0.1);

        var expected = Grow(rows, TreeDefaults.MaximumHistogramBytes);

        Assert.Equal(61, expected.Nodes.Length);
        Assert.Equal(expected.Nodes, Grow(rows, budget).Nodes);
    }

    private static Tree Grow(Dataset rows, long histogramBudget)
    {
        var parameters = TreeParameters.LeafWise;
        var sums = new GradientSums(rows.Count, hasHessians: false);
        sums.Load(rows.Targets, []);
        var columns = BinnedColumns.Create(rows, parameters, threads: 1);
        var grower = new TreeGrower(columns, sums, parameters, GrowthOrder.LeafWise, threads: 1, histogramBudget);
        return grower.Grow([.. Enumerable.Range(0, rows.Count)], stepSize: 1, new SeededGenerator(1));
    }
}
