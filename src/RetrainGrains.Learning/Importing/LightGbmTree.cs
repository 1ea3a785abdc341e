using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>Reads one tree of LightGBM: arrays with an element per split, and arrays with one per leaf.</summary>
internal sealed class LightGbmTree
{
    // Bits of decision_type.
    private const int CategoricalBit = 1;
    private const int DefaultLeftBit = 2;
    private const int MissingShift = 2;

    // LightGBM takes what is this close to zero for zero.
    private const float ZeroThreshold = 1e-35f;

    private readonly LightGbmSection section;
    private readonly ImportedFeatures features;
    private readonly ThresholdPrecision precision;
    private readonly int splitCount;
    private readonly int[] feature;
    private readonly double[] thresholds;
    private readonly int[] decisions;
    private readonly int[] left;
    private readonly int[] right;
    private readonly double[] leafValues;
    private readonly int[] splitRows;
    private readonly int[] leafRows;
    private readonly CategorySet[] categories;

    // Of the leaves as the file numbers them, and as they are met on the way through the tree.
    private readonly LeafLine[]? lines;
    private readonly List<LeafLine> linesInOrder = [];

    private LightGbmTree(LightGbmSection section, ImportedFeatures features, ThresholdPrecision precision)
    {
        this.section = section;
        this.features = features;
        this.precision = precision;
        var leafCount = section.Int32("num_leaves");
        if (leafCount < 1)
        {
            throw new ImportException($"{section.Name} has {leafCount} leaves; it must have at least one.");
        }

        leafValues = section.Doubles("leaf_value", leafCount);
        splitCount = leafCount - 1;
        feature = PerSplit("split_feature");
        thresholds = splitCount > 0 ? section.Doubles("threshold", splitCount) : [];
        decisions = PerSplit("decision_type");
        left = PerSplit("left_child");
        right = PerSplit("right_child");
        categories = section.Has("num_cat") ? ReadCategories(section.Int32("num_cat")) : [];

        // Early versions did not count the rows.
        var hasRows = section.Has("leaf_count") && (splitCount == 0 || section.Has("internal_count"));
        leafRows = hasRows ? section.Int32s("leaf_count", leafCount) : [];
        splitRows = hasRows ? PerSplit("internal_count") : [];
        if (section.Has("is_linear") && section.Int32("is_linear") != 0)
        {
            lines = LightGbmLines.Read(section, features, leafCount);
        }
    }

    public static ForeignTree Read(LightGbmSection section, ImportedFeatures features, ThresholdPrecision precision)
    {
        var arrays = new LightGbmTree(section, features, precision);
        var tree = TreeAssembler.Assemble(section.Name, arrays.splitCount + arrays.leafValues.Length, arrays.BranchAt);
        return new ForeignTree(tree, arrays.lines is null ? null : [.. arrays.linesInOrder]);
    }

    // Splits come first, then the leaves, which the file numbers by their complement.
    private Branch BranchAt(int node)
    {
        if (node >= splitCount)
        {
            var leaf = node - splitCount;
            var rows = leafRows.Length > 0 ? leafRows[leaf] : float.NaN;
            if (lines is not null) linesInOrder.Add(lines[leaf]);
            return new Branch(TreeNode.Leaf((float)leafValues[leaf], rows));
        }

        var cover = splitRows.Length > 0 ? splitRows[node] : float.NaN;
        var isCategorical = (decisions[node] & CategoricalBit) != 0;
        var split = isCategorical ? SplitByCategories(node, cover) : SplitByValue(node, cover);
        return new Branch(split, Child(left[node]), Child(right[node]));
    }

    private int Child(int number) => number >= 0 ? number : splitCount + ~number;

    private TreeNode SplitByCategories(int node, float cover)
    {
        var number = thresholds[node];
        if (!(number >= 0 && number < categories.Length))
        {
            throw new ImportException(
                $"{section.Name}, split {node} names category set {number}; there are {categories.Length}.");
        }

        var (index, set) = features.IndexOf(feature[node], categories[(int)number], section.Name);
        return TreeNode.Split(index, set, missingGoesLeft: false, cover);
    }

    private TreeNode SplitByValue(int node, float cover)
    {
        var index = features.IndexOf(feature[node], section.Name);
        var threshold = ThresholdPrecision.Held(thresholds[node]);
        precision.Add(feature[node], thresholds[node], threshold);
        var defaultLeft = (decisions[node] & DefaultLeftBit) != 0;
        switch ((MissingType)(decisions[node] >> MissingShift))
        {
            case MissingType.NotANumber:
                return TreeNode.Split(index, threshold, defaultLeft, cover);
            case MissingType.None:
                // Missing counts as zero.
                return TreeNode.Split(index, threshold, missingGoesLeft: 0 <= threshold, cover);
            case MissingType.Zero:
                return TreeNode.Split(index, BesideZero(node, threshold, defaultLeft), defaultLeft, cover);
            default:
                throw new ImportException(
                    $"{section.Name}, split {node} has the unknown decision type {decisions[node]}.");
        }
    }

    // Zero and all about it take the default side; one threshold can say so only beside zero, not across it.
    private float BesideZero(int node, float threshold, bool defaultLeft)
    {
        if (defaultLeft ? threshold < -ZeroThreshold : threshold >= ZeroThreshold)
        {
            throw new ImportException(
                $"{section.Name}, split {node} takes zero for missing and sends it away from its own side of "
                + $"{thresholds[node]}, which is not supported.");
        }

        return defaultLeft
            ? Math.Max(threshold, ZeroThreshold)
            : Math.Min(threshold, MathF.BitDecrement(-ZeroThreshold));
    }

    private CategorySet[] ReadCategories(int count)
    {
        if (count == 0) return [];
        var boundaries = section.Int32s("cat_boundaries", count < 0 ? count : count + 1);
        var words = section.UInt32s("cat_threshold", boundaries[^1]);
        var sets = new CategorySet[count];
        for (var i = 0; i < count; i++)
        {
            var (start, end) = (boundaries[i], boundaries[i + 1]);
            if (start < 0 || end > words.Length || end - start is < 1 or > CategorySet.MaximumWords)
            {
                throw new ImportException(
                    $"{section.Name}, category set {i} has words {start} to {end} of {words.Length}; "
                    + $"1 to {CategorySet.MaximumWords} words are supported.");
            }

            sets[i] = new CategorySet(words[start..end]);
        }

        return sets;
    }

    private int[] PerSplit(string key) => splitCount > 0 ? section.Int32s(key, splitCount) : [];

    private enum MissingType
    {
        None = 0,
        Zero = 1,
        NotANumber = 2,
    }
}
