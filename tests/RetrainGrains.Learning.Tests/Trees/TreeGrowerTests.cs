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

    [Fact]
    public void Leaves_beyond_the_histogram_budget_are_counted_from_their_rows()
    {
        var pool = new HistogramPool(length: 1 << 22);
        var rented = Enumerable.Range(0, 10).Select(_ => pool.TryRent()).ToArray();

        Assert.Equal(2, rented.Count(r => r is not null));
        pool.Return(rented[0]);
        Assert.Same(rented[0], pool.TryRent());
    }
}
