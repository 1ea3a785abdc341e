using RetrainGrains.Learning.Artifacts;

namespace RetrainGrains.Learning.Trees;

/// <summary>A decision tree in preorder: a split is followed by its whole left side, then its right side.</summary>
/// <remarks>Preorder cannot describe a cycle or an orphan, so what parses is a tree.</remarks>
internal sealed class Tree(TreeNode[] nodes)
{
    // A leaf: its kind and its value.
    public const int MinimumBytes = sizeof(byte) + sizeof(float);

    public ReadOnlySpan<TreeNode> Nodes => nodes;

    public bool HasCategories => nodes.Any(n => n.HasCategories);

    public int LeafCount => (nodes.Length + 1) / 2;

    public bool HasCovers => !nodes.Any(n => float.IsNaN(n.Cover));

    public void Write(ArtifactWriter writer, bool withCovers)
    {
        foreach (var node in nodes)
        {
            writer.WriteByte((byte)node.Kind);
            if (!node.IsLeaf) writer.WriteUInt16(node.Feature);
            WriteValue(writer, node);
            if (withCovers) writer.WriteSingle(node.Cover);
        }
    }

    public static Tree Read(ArtifactReader reader, int featureCount, bool withCovers)
    {
        var nodes = new List<TreeNode>();
        for (var open = 1; open > 0;)
        {
            if (nodes.Count == TreeEnsemble.MaximumNodesPerTree)
            {
                throw reader.Error($"a tree has more than {TreeEnsemble.MaximumNodesPerTree} nodes");
            }

            var node = ReadNode(reader, featureCount);
            nodes.Add(withCovers ? node with { Cover = ReadCover(reader) } : node);
            open += node.IsLeaf ? -1 : 1;
        }

        return new Tree([.. nodes]);
    }

    /// <summary>Finds the node at which the right side of each split starts; zero for leaves.</summary>
    public int[] RightChildren()
    {
        // The left child follows its parent; the right child follows the left side, so it waits on a stack.
        var rights = new int[nodes.Length];
        var waitingForRight = new Stack<int>();
        for (var i = 0; i < nodes.Length; i++)
        {
            if (i > 0 && nodes[i - 1].IsLeaf) rights[waitingForRight.Pop()] = i;
            if (!nodes[i].IsLeaf) waitingForRight.Push(i);
        }

        return rights;
    }

    /// <summary>The tree that adds what this one takes away.</summary>
    public Tree Negated() => new([.. nodes.Select(node => node.IsLeaf ? node with { Value = -node.Value } : node)]);

    private static void WriteValue(ArtifactWriter writer, TreeNode node)
    {
        if (node.Categories is null)
        {
            writer.WriteSingle(node.Value);
            return;
        }

        writer.WriteUInt16((ushort)node.Categories.Words.Length);
        foreach (var word in node.Categories.Words) writer.WriteInt32((int)word);
    }

    private static TreeNode ReadNode(ArtifactReader reader, int featureCount)
    {
        var kind = reader.ReadEnum<TreeNodeKind>("tree node kind");
        if (kind == TreeNodeKind.Leaf) return TreeNode.Leaf(reader.ReadFiniteSingle("leaf value"));
        var feature = reader.ReadUInt16("split feature");
        if (feature >= featureCount)
        {
            throw reader.Error($"a split names feature {feature}, but there are {featureCount}");
        }

        if (kind is TreeNodeKind.CategoriesMissingLeft or TreeNodeKind.CategoriesMissingRight)
        {
            return new TreeNode(kind, feature, 0, Categories: ReadCategories(reader));
        }

        // Infinity is a threshold of its own: all known values go left, the missing ones right.
        var threshold = reader.ReadSingle("split threshold");
        return float.IsNaN(threshold)
            ? throw reader.Error("a split threshold is not a number")
            : new TreeNode(kind, feature, threshold);
    }

    private static CategorySet ReadCategories(ArtifactReader reader)
    {
        var count = reader.ReadUInt16("length of a category set");
        if (count is 0 or > CategorySet.MaximumWords)
        {
            throw reader.Error($"a category set has {count} words; it must have 1 to {CategorySet.MaximumWords}");
        }

        var words = new uint[count];
        for (var i = 0; i < words.Length; i++) words[i] = (uint)reader.ReadInt32("category set");
        return new CategorySet(words);
    }

    private static float ReadCover(ArtifactReader reader)
    {
        var cover = reader.ReadFiniteSingle("cover");
        return cover >= 0 ? cover : throw reader.Error($"a cover is {cover}; it cannot be negative");
    }
}
