using System.Globalization;
using System.Text.Json;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Exporting;

/// <summary>Writes one tree as XGBoost's JSON has it: arrays with an element per node.</summary>
internal sealed class XGBoostTreeWriter(Utf8JsonWriter json, int featureCount)
{
    private const int NoChild = -1;
    private const int NoParent = int.MaxValue;

    public void Write(int number, ScaledTree scaled)
    {
        var (nodes, left, parents) = InPairs(scaled.Tree);
        json.WriteStartObject();
        Singles("base_weights", nodes, node => node.IsLeaf ? Leaf(node, scaled.Scale) : 0);
        WriteCategories(nodes);
        Numbers("default_left", nodes.Select(node => GoesToXGBoostsLeft(node) ? 1 : 0));
        json.WriteNumber("id", number);
        Numbers("left_children", left);
        Singles("loss_changes", nodes, _ => 0);
        Numbers("parents", parents);
        Numbers("right_children", left.Select(child => child == NoChild ? NoChild : child + 1));
        Singles("split_conditions", nodes, node => node.IsLeaf ? Leaf(node, scaled.Scale) : Condition(node));
        Numbers("split_indices", nodes.Select(node => (int)node.Feature));
        Numbers("split_type", nodes.Select(node => IsByCategory(node) ? 1 : 0));
        Singles("sum_hessian", nodes, node => float.IsNaN(node.Cover) ? 0 : node.Cover);
        json.WriteStartObject("tree_param");
        json.WriteString("num_deleted", "0");
        json.WriteString("num_feature", featureCount.ToString(CultureInfo.InvariantCulture));
        json.WriteString("num_nodes", nodes.Length.ToString(CultureInfo.InvariantCulture));
        json.WriteString("size_leaf_vector", "0");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes a number so that XGBoost's parser takes it for no whole number.</summary>
    public static string Text(float value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + "E0";
    }

    // Level by level, so that a right child follows the left one: XGBoost looks for it there.
    private static (TreeNode[] Nodes, int[] Left, int[] Parents) InPairs(Tree tree)
    {
        var rights = tree.RightChildren();
        var (nodes, left) = (new List<TreeNode>(), new List<int>());
        var (places, parents) = (new List<int> { 0 }, new List<int> { NoParent });
        for (var i = 0; i < places.Count; i++)
        {
            var (place, node) = (places[i], tree.Nodes[places[i]]);
            nodes.Add(node);
            left.Add(node.IsLeaf ? NoChild : places.Count);
            if (node.IsLeaf) continue;
            places.AddRange(IsByCategory(node) ? [rights[place], place + 1] : [place + 1, rights[place]]);
            parents.AddRange([i, i]);
        }

        return ([.. nodes], [.. left], [.. parents]);
    }

    // XGBoost has no empty set: everything that is known goes right, as with a threshold that nothing is below.
    private static bool IsByCategory(TreeNode node) => node.Categories is { Largest: >= 0 };

    // XGBoost sends a set to the right, a node of ours to the left.
    private static bool GoesToXGBoostsLeft(TreeNode node) => IsByCategory(node)
        ? !node.GoesLeft(float.NaN)
        : !node.IsLeaf && node.GoesLeft(float.NaN);

    // XGBoost asks "less than", a node of ours "at most"; infinite numbers are no JSON.
    private static float Condition(TreeNode node) => node.Categories is null
        ? Math.Clamp(MathF.BitIncrement(node.Value), float.MinValue, float.MaxValue)
        : IsByCategory(node) ? 0 : float.MinValue;

    private static float Leaf(TreeNode node, double scale) => (float)(node.Value * scale);

    private void WriteCategories(TreeNode[] nodes)
    {
        int[] places = [.. Enumerable.Range(0, nodes.Length).Where(i => IsByCategory(nodes[i]))];
        int[][] sets = [.. places.Select(i => nodes[i].Categories!.Codes().ToArray())];
        var segments = new int[sets.Length];
        for (var i = 1; i < sets.Length; i++) segments[i] = segments[i - 1] + sets[i - 1].Length;
        Numbers("categories", sets.SelectMany(set => set));
        Numbers("categories_nodes", places);
        Numbers("categories_segments", segments);
        Numbers("categories_sizes", sets.Select(set => set.Length));
    }

    private void Numbers(string name, IEnumerable<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private void Singles(string name, TreeNode[] nodes, Func<TreeNode, float> of)
    {
        json.WriteStartArray(name);
        foreach (var node in nodes) json.WriteRawValue(Text(of(node)), skipInputValidation: true);
        json.WriteEndArray();
    }
}
