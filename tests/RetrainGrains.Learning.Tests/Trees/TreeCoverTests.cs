using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Trees;

public sealed class TreeCoverTests
{
    [Theory]
    [InlineData("leafwise")]
    [InlineData("depthwise")]
    public void Under_squared_loss_a_node_covers_the_rows_that_come_by(string learner)
    {
        var rows = SyntheticRows.Create(1_000, 4, 1, SyntheticRows.Nonlinear, missingShare: 0.1);

        var ensemble = (TreeEnsemble)Fitting.Fit(learner, rows).Model;

        Assert.All(ensemble.Trees, tree =>
        {
            Assert.Equal(1_000, tree.Nodes[0].Cover);
            Assert.Equal(
                ReferenceWalk.RowsPerLeaf(tree, rows).Order(),
                tree.Nodes.ToArray().Where(n => n.IsLeaf).Select(n => (int)n.Cover).Order());
        });
    }

    [Fact]
    public void Under_logistic_loss_a_node_covers_the_variance_of_its_rows()
    {
        var rows = SyntheticRows.Create(
            1_000, 4, 1, x => SyntheticRows.Nonlinear(x) > 0.5 ? 1 : 0, PredictionTask.BinaryClassification);
        var share = rows.Targets.ToArray().Average();

        var ensemble = (TreeEnsemble)Fitting.Fit("leafwise", rows).Model;

        Assert.Equal(1_000 * share * (1 - share), ensemble.Trees[0].Nodes[0].Cover, 1e-3);
        Assert.All(ensemble.Trees, tree =>
        {
            var rights = tree.RightChildren();
            for (var i = 0; i < rights.Length; i++)
            {
                if (!tree.Nodes[i].IsLeaf)
                {
                    var children = tree.Nodes[i + 1].Cover + tree.Nodes[rights[i]].Cover;
                    Assert.Equal(tree.Nodes[i].Cover, children, 1e-3);
                }
            }
        });
    }
}
