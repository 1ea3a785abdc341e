using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Importing;

/// <summary>Reads one tree of XGBoost: arrays with an element per node.</summary>
internal sealed class XGBoostTree
{
    private const int NoChild = -1;
    private readonly string where;
    private readonly ImportedFeatures features;
    private readonly float weight;
    private readonly int[] left;
    private readonly int[] right;
    private readonly int[] feature;
    private readonly int[] defaultLeft;
    private readonly float[] conditions;
    private readonly float[] covers;
    private readonly Dictionary<int, CategorySet> categories;

    private XGBoostTree(ModelField tree, int number, float weight, ImportedFeatures features)
    {
        where = $"Tree {number}";
        this.features = features;
        this.weight = weight;
        var parameters = tree["tree_param"];
        var count = parameters["num_nodes"].Int32;
        if (parameters.Find("size_leaf_vector") is { } size && size.Int32 > 1)
        {
            throw size.Error("is above 1: trees with several targets are not supported");
        }

        left = tree["left_children"].Int32s(count);
        right = tree["right_children"].Int32s(count);
        feature = tree["split_indices"].Int32s(count);
        defaultLeft = tree["default_left"].Int32s(count);
        conditions = tree["split_conditions"].Singles(count);
        covers = tree["sum_hessian"].Singles(count);
        categories = ReadCategories(tree, count);
    }

    /// <summary>
    /// Reads a tree. Leaves are multiplied by the weight, which is not 1 in a model that dropped trees.
    /// </summary>
    public static Tree Read(ModelField tree, int number, float weight, ImportedFeatures features)
    {
        var arrays = new XGBoostTree(tree, number, weight, features);
        return TreeAssembler.Assemble(arrays.where, arrays.left.Length, arrays.BranchAt);
    }

    private Branch BranchAt(int node)
    {
        if (left[node] == NoChild) return new Branch(TreeNode.Leaf(conditions[node] * weight, covers[node]));
        var missingGoesLeft = defaultLeft[node] != 0;
        if (!categories.TryGetValue(node, out var set))
        {
            // XGBoost asks "less than", a node of ours "at most".
            var split = TreeNode.Split(
                features.IndexOf(feature[node], where),
                MathF.BitDecrement(conditions[node]), missingGoesLeft, covers[node]);
            return new Branch(split, left[node], right[node]);
        }

        // XGBoost sends the set to the right and everything else, also what is no category, to the left.
        var (index, mapped) = features.IndexOf(feature[node], set, where);
        return new Branch(TreeNode.Split(index, mapped, !missingGoesLeft, covers[node]), right[node], left[node]);
    }

    private static Dictionary<int, CategorySet> ReadCategories(ModelField tree, int nodeCount)
    {
        var sets = new Dictionary<int, CategorySet>();
        if (tree.Find("split_type") is not { } splitTypes || !splitTypes.Int32s(nodeCount).Contains(1)) return sets;
        var nodes = tree["categories_nodes"].Int32s(tree["categories_nodes"].Length());
        var segments = tree["categories_segments"].Int32s(nodes.Length);
        var sizes = tree["categories_sizes"].Int32s(nodes.Length);
        var all = tree["categories"];
        var codes = all.Int32s(all.Length());
        if (codes.Any(c => c is < 0 or >= FeatureDescription.MaximumCategoryCount))
        {
            throw all.Error($"names a category outside 0 to {FeatureDescription.MaximumCategoryCount - 1}");
        }

        for (var i = 0; i < nodes.Length; i++)
        {
            if (segments[i] < 0 || sizes[i] < 0 || segments[i] > codes.Length - sizes[i])
            {
                throw all.Error(
                    $"has {codes.Length} elements; node {nodes[i]} names {sizes[i]} from {segments[i]} on");
            }

            sets[nodes[i]] = CategorySet.Of(codes.AsSpan(segments[i], sizes[i]));
        }

        return sets;
    }
}
