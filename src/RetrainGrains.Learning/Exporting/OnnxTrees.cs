using Google.Protobuf;
using RetrainGrains.Learning.Onnx.Messages;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Exporting;

/// <summary>Writes trees as the arrays of ONNX's TreeEnsembleRegressor, a target for each output.</summary>
/// <remarks>
/// ONNX knows no sets of categories. A split by one is a chain of questions, one for each category of it, whose answers
/// lead to the same node, as converters of LightGBM write them.
/// </remarks>
internal sealed class OnnxTrees
{
    // A chain is asked one category after the other, and runtimes read it by recursion.
    private const int CategoriesPerSplitMax = 1_024;

    private static readonly ByteString AtMost = ByteString.CopyFromUtf8("BRANCH_LEQ");
    private static readonly ByteString Equal = ByteString.CopyFromUtf8("BRANCH_EQ");
    private static readonly ByteString End = ByteString.CopyFromUtf8("LEAF");

    private readonly List<long> treeOf = [];
    private readonly List<long> nodeOf = [];
    private readonly List<long> featureOf = [];
    private readonly List<ByteString> modeOf = [];
    private readonly List<float> valueOf = [];
    private readonly List<long> trueOf = [];
    private readonly List<long> falseOf = [];
    private readonly List<long> missingIsTrueOf = [];
    private readonly List<long> leafTree = [];
    private readonly List<long> leafNode = [];
    private readonly List<long> leafTarget = [];
    private readonly List<float> leafWeight = [];
    private int trees;

    private OnnxTrees()
    {
    }

    /// <summary>Adds a node that sums the leaves of each target's trees: its output has a column for each.</summary>
    public static string Add(OnnxGraph graph, string input, IReadOnlyList<IReadOnlyList<Tree>> ofTargets)
    {
        var arrays = new OnnxTrees();
        for (var target = 0; target < ofTargets.Count; target++)
        {
            foreach (var tree in ofTargets[target]) arrays.Add(tree, target);
        }

        return graph.Add(
            "TreeEnsembleRegressor", OnnxGraph.TreeDomain, arrays.Attributes(ofTargets.Count), input);
    }

    private IEnumerable<AttributeProto> Attributes(int targets) =>
    [
        OnnxGraph.Attribute("n_targets", targets),
        OnnxGraph.Attribute("aggregate_function", "SUM"),
        OnnxGraph.Attribute("post_transform", "NONE"),
        OnnxGraph.Attribute("nodes_treeids", treeOf),
        OnnxGraph.Attribute("nodes_nodeids", nodeOf),
        OnnxGraph.Attribute("nodes_featureids", featureOf),
        OnnxGraph.Attribute("nodes_modes", modeOf),
        OnnxGraph.Attribute("nodes_values", valueOf),
        OnnxGraph.Attribute("nodes_truenodeids", trueOf),
        OnnxGraph.Attribute("nodes_falsenodeids", falseOf),
        OnnxGraph.Attribute("nodes_missing_value_tracks_true", missingIsTrueOf),
        OnnxGraph.Attribute("target_treeids", leafTree),
        OnnxGraph.Attribute("target_nodeids", leafNode),
        OnnxGraph.Attribute("target_ids", leafTarget),
        OnnxGraph.Attribute("target_weights", leafWeight),
    ];

    private void Add(Tree tree, int target)
    {
        var nodes = tree.Nodes;
        var rights = tree.RightChildren();
        var firsts = new int[nodes.Length];
        for (var i = 1; i < nodes.Length; i++) firsts[i] = firsts[i - 1] + LengthOf(nodes[i - 1]);
        if (treeOf.Count + firsts[^1] >= ModelExporter.NodesMax)
        {
            throw new ExportException(
                $"The version cannot be ONNX: its trees take more than {ModelExporter.NodesMax} nodes there, for ONNX "
                + "asks for each category of a split by itself.");
        }

        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].IsLeaf)
            {
                AddLeaf(firsts[i], nodes[i].Value, target);
            }
            else
            {
                AddSplit(nodes[i], firsts[i], firsts[i + 1], firsts[rights[i]]);
            }
        }

        trees++;
    }

    // A set without categories is one question too, which nothing known is the answer to.
    private static int LengthOf(TreeNode node) =>
        node.Categories is { Largest: >= 0 } set ? set.Codes().Count() : 1;

    private void AddSplit(TreeNode node, int first, int left, int right)
    {
        if (node.Categories is not { Largest: >= 0 } set)
        {
            AddNode(first, AtMost, node, node.HasCategories ? float.NegativeInfinity : node.Value, left, right);
            return;
        }

        int[] codes = [.. set.Codes()];
        if (codes.Length > CategoriesPerSplitMax)
        {
            throw new ExportException(
                $"The version cannot be ONNX: a split names {codes.Length} categories, and ONNX asks for each by "
                + $"itself; at most {CategoriesPerSplitMax} are written.");
        }

        for (var i = 0; i < codes.Length; i++)
        {
            AddNode(first + i, Equal, node, codes[i], left, i == codes.Length - 1 ? right : first + i + 1);
        }
    }

    private void AddNode(int number, ByteString mode, TreeNode node, float value, int whenTrue, int whenFalse)
    {
        treeOf.Add(trees);
        nodeOf.Add(number);
        featureOf.Add(node.Feature);
        modeOf.Add(mode);
        valueOf.Add(value);
        trueOf.Add(whenTrue);
        falseOf.Add(whenFalse);
        missingIsTrueOf.Add(!node.IsLeaf && node.GoesLeft(float.NaN) ? 1 : 0);
    }

    private void AddLeaf(int number, float value, int target)
    {
        AddNode(number, End, TreeNode.Leaf(value), 0, 0, 0);
        leafTree.Add(trees);
        leafNode.Add(number);
        leafTarget.Add(target);
        leafWeight.Add(value);
    }
}
