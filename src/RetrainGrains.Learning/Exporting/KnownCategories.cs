using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Exporting;

/// <summary>Rewrites trees for versions to which a category that they do not know is a missing value.</summary>
/// <remarks>
/// A category outside of a split's set goes right. Where missing values go left, the set becomes all other known
/// categories and the sides change places, so that what is in no set goes where missing values go.
/// </remarks>
internal static class KnownCategories
{
    public static Tree Of(Tree tree, DatasetSchema schema)
    {
        if (!tree.Nodes.ToArray().Any(node => !node.IsLeaf && IsCode(schema, node))) return tree;
        var nodes = tree.Nodes;
        var rights = tree.RightChildren();
        var rewritten = new List<TreeNode>(nodes.Length);
        var pending = new Stack<int>();
        pending.Push(0);
        while (pending.TryPop(out var place))
        {
            var node = nodes[place];
            if (node.IsLeaf)
            {
                rewritten.Add(node);
                continue;
            }

            var changesSides = IsCode(schema, node) && node.GoesLeft(float.NaN);
            rewritten.Add(IsCode(schema, node) ? Split(node, schema, changesSides) : node);
            pending.Push(changesSides ? place + 1 : rights[place]);
            pending.Push(changesSides ? rights[place] : place + 1);
        }

        return new Tree([.. rewritten]);
    }

    private static bool IsCode(DatasetSchema schema, TreeNode node) =>
        schema.Features[node.Feature].Kind == FeatureKind.Categorical;

    private static TreeNode Split(TreeNode node, DatasetSchema schema, bool changesSides)
    {
        var codes = Enumerable.Range(0, schema.Features[node.Feature].CategoryCount)
            .Where(code => node.GoesLeft(code) != changesSides);
        return TreeNode.Split(node.Feature, CategorySet.Of([.. codes]), missingGoesLeft: false, node.Cover);
    }
}
