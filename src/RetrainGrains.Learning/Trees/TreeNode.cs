namespace RetrainGrains.Learning.Trees;

/// <summary>A split "feature at most value goes left" or "category in this set goes left", or a leaf.</summary>
/// <remarks>The cover is the sum of hessians of the training rows that came by; NaN where nobody kept it.</remarks>
internal readonly record struct TreeNode(
    TreeNodeKind Kind, ushort Feature, float Value, float Cover = float.NaN, CategorySet? Categories = null)
{
    public bool IsLeaf => Kind == TreeNodeKind.Leaf;

    public bool HasCategories => Categories is not null;

    public static TreeNode Leaf(float value, float cover = float.NaN) => new(TreeNodeKind.Leaf, 0, value, cover);

    public static TreeNode Split(int feature, float threshold, bool missingGoesLeft, float cover = float.NaN) =>
        new(missingGoesLeft ? TreeNodeKind.SplitMissingLeft : TreeNodeKind.SplitMissingRight,
            (ushort)feature, threshold, cover);

    public static TreeNode Split(
        int feature, CategorySet categories, bool missingGoesLeft, float cover = float.NaN) =>
        new(missingGoesLeft ? TreeNodeKind.CategoriesMissingLeft : TreeNodeKind.CategoriesMissingRight,
            (ushort)feature, 0, cover, categories);

    public bool GoesLeft(float value) => Kind switch
    {
        TreeNodeKind.SplitMissingRight => value <= Value,
        TreeNodeKind.SplitMissingLeft => !(value > Value),
        _ when float.IsNaN(value) => Kind == TreeNodeKind.CategoriesMissingLeft,
        _ => Categories!.Contains(value),
    };
}

/// <summary>The codes of node kinds in the artifact format: never renumber. Version 1 knows the first three.</summary>
internal enum TreeNodeKind : byte
{
    Leaf = 0,
    SplitMissingRight = 1,
    SplitMissingLeft = 2,
    CategoriesMissingRight = 3,
    CategoriesMissingLeft = 4,
}
