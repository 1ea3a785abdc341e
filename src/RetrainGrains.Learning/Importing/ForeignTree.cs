using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Scoring;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>
/// A tree as it was read, and the linear models of its leaves in the order of its nodes, where it has any.
/// </summary>
internal sealed record ForeignTree(Tree Tree, LeafLine[]? Lines = null)
{
    public ForeignTree Negated() =>
        new(Tree.Negated(), Lines is null ? null : Array.ConvertAll(Lines, line => line.Negated()));

    /// <summary>Joins trees to the model that they are: with lines where one of them has lines.</summary>
    public static Model Join(double baseScore, double scale, Link link, ForeignTree[] trees)
    {
        var ensemble = new TreeEnsemble(baseScore, scale, link, Array.ConvertAll(trees, tree => tree.Tree));
        return trees.All(tree => tree.Lines is null)
            ? ensemble
            : new LinearLeaves(ensemble, Array.ConvertAll(trees, tree => tree.Lines ?? Constants(tree.Tree)));
    }

    private static LeafLine[] Constants(Tree tree) =>
        [.. tree.Nodes.ToArray().Where(node => node.IsLeaf).Select(leaf => new LeafLine(leaf.Value, []))];
}
