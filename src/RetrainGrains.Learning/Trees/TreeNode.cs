namespace RetrainGrains.Learning.Trees;

/// <summary>A split "feature at most value goes left", or a leaf with its value.</summary>
internal readonly record struct TreeNode(TreeNodeKind Kind, ushort Feature, float Value)
{
    public bool IsLeaf => Kind == TreeNodeKind.Leaf;

    public static TreeNode Leaf(float value) => new(TreeNodeKind.Leaf, 0, value);

    public static TreeNode Split(int feature, float threshold, bool missingGoesLeft) =>
        new(missingGoesLeft ? TreeNodeKind.SplitMissingLeft : TreeNodeKind.SplitMissingRight,
            (ushort)feature, threshold);
}

internal enum TreeNodeKind : byte
{
    Leaf = 0,
    SplitMissingRight = 1,
    SplitMissingLeft = 2,
}
