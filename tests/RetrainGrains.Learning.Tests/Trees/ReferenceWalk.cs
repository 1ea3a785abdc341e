using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Trees;

/// <summary>The plainest way to use a tree; fast code must agree with it.</summary>
internal static class ReferenceWalk
{
    public static float Value(Tree tree, float[] features) => tree.Nodes[LeafOf(tree, features)].Value;

    public static int Depth(Tree tree)
    {
        var position = 0;
        return Depth(tree, ref position);
    }

    public static IReadOnlyCollection<int> RowsPerLeaf(Tree tree, Dataset rows)
    {
        var features = new float[rows.FeatureCount];
        return [.. Enumerable.Range(0, rows.Count).CountBy(row =>
        {
            rows.CopyRow(row, features);
            return LeafOf(tree, features);
        }).Select(leaf => leaf.Value)];
    }

    private static int LeafOf(Tree tree, float[] features)
    {
        var position = 0;
        while (!tree.Nodes[position].IsLeaf)
        {
            var node = tree.Nodes[position];
            var value = features[node.Feature];
            var goesLeft = float.IsNaN(value) ? MissingGoesLeft(node) : KnownGoesLeft(node, value);
            position = goesLeft ? position + 1 : Skip(tree, position + 1);
        }

        return position;
    }

    private static bool MissingGoesLeft(TreeNode node) =>
        node.Kind is TreeNodeKind.SplitMissingLeft or TreeNodeKind.CategoriesMissingLeft;

    private static bool KnownGoesLeft(TreeNode node, float value) => node.Categories is null
        ? value <= node.Value
        : Enumerable.Range(0, 32 * node.Categories.Words.Length)
            .Any(code => code == (int)value && (node.Categories.Words[code / 32] & (1u << code % 32)) != 0);

    private static int Skip(Tree tree, int position)
    {
        for (var open = 1; open > 0; position++) open += tree.Nodes[position].IsLeaf ? -1 : 1;
        return position;
    }

    private static int Depth(Tree tree, ref int position) =>
        tree.Nodes[position++].IsLeaf ? 0 : 1 + Math.Max(Depth(tree, ref position), Depth(tree, ref position));
}
