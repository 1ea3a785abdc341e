using RetrainGrains.Learning.Artifacts;

namespace RetrainGrains.Learning.Trees;

/// <summary>One decision tree in preorder: a split is followed by its whole left side, then its right side.</summary>
/// <remarks>Preorder cannot describe a cycle or an orphan, so what parses is a tree.</remarks>
internal sealed class Tree(TreeNode[] nodes)
{
    // A leaf: its kind and its value.
    public const int MinimumBytes = sizeof(byte) + sizeof(float);

    public ReadOnlySpan<TreeNode> Nodes => nodes;

    public void Write(ArtifactWriter writer)
    {
        foreach (var node in nodes)
        {
            writer.WriteByte((byte)node.Kind);
            if (!node.IsLeaf)
            {
                writer.WriteUInt16(node.Feature);
            }

            writer.WriteSingle(node.Value);
        }
    }

    public static Tree Read(ArtifactReader reader, int featureCount)
    {
        var nodes = new List<TreeNode>();
        for (var open = 1; open > 0;)
        {
            if (nodes.Count == TreeEnsemble.MaximumNodesPerTree)
            {
                throw reader.Error($"a tree has more than {TreeEnsemble.MaximumNodesPerTree} nodes");
            }

            var node = ReadNode(reader, featureCount);
            nodes.Add(node);
            open += node.IsLeaf ? -1 : 1;
        }

        return new Tree([.. nodes]);
    }

    private static TreeNode ReadNode(ArtifactReader reader, int featureCount)
    {
        var kind = reader.ReadEnum<TreeNodeKind>("tree node kind");
        if (kind == TreeNodeKind.Leaf)
        {
            return TreeNode.Leaf(reader.ReadFiniteSingle("leaf value"));
        }

        var feature = reader.ReadUInt16("split feature");
        if (feature >= featureCount)
        {
            throw reader.Error($"a split names feature {feature}, but there are {featureCount}");
        }

        // Infinity is a threshold of its own: all known values go left, the missing ones right.
        var threshold = reader.ReadSingle("split threshold");
        return float.IsNaN(threshold)
            ? throw reader.Error("a split threshold is not a number")
            : new TreeNode(kind, feature, threshold);
    }
}
