using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Trees.Compiled;

/// <summary>
/// The values that an ensemble's splits compare. A feature has a slot for the splits that send missing values right,
/// and one for those that send them left, where missing is the lowest value of all.
/// </summary>
internal sealed class ValueSlots
{
    /// <summary>The slot for leaves; it holds NaN.</summary>
    public const int NeverAtMost = 0;
    private readonly Dictionary<(int Feature, bool IsMissingLowest), int> positions = [];
    private readonly (int Feature, bool IsMissingLowest)[] slots;

    public ValueSlots(IEnumerable<Tree> trees)
    {
        foreach (var node in trees.SelectMany(tree => tree.Nodes.ToArray()).Where(node => !node.IsLeaf))
        {
            positions.TryAdd(KeyOf(node), 1 + positions.Count);
        }

        slots = [.. positions.OrderBy(p => p.Value).Select(p => p.Key)];
    }

    public int Count => 1 + slots.Length;

    public int Of(TreeNode split) => positions[KeyOf(split)];

    /// <summary>Fills a value for each slot from one row.</summary>
    public void Fill(ReadOnlySpan<float> features, Span<float> values)
    {
        values[NeverAtMost] = float.NaN;
        for (var i = 0; i < slots.Length; i++)
        {
            var value = features[slots[i].Feature];
            values[1 + i] =
                slots[i].IsMissingLowest && float.IsNaN(value) ? float.NegativeInfinity : value;
        }
    }

    /// <summary>Fills eight values for each slot, one from each of as many rows.</summary>
    public void FillEight(Dataset rows, int firstRow, Span<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(values);
        var lowest = Vector256.Create(float.NegativeInfinity);
        vectors[NeverAtMost] = Vector256.Create(float.NaN);
        for (var i = 0; i < slots.Length; i++)
        {
            var column = rows.Column(slots[i].Feature)[firstRow..];
            var vector = column.Length >= Vector256<float>.Count ? Vector256.Create(column) : Padded(column);
            var isLowest = slots[i].IsMissingLowest ? Vector256.IsNaN(vector) : default;
            vectors[1 + i] = Vector256.ConditionalSelect(isLowest, lowest, vector);
        }
    }

    private static Vector256<float> Padded(ReadOnlySpan<float> column)
    {
        var vector = Vector256<float>.Zero;
        for (var i = 0; i < column.Length; i++) vector = vector.WithElement(i, column[i]);
        return vector;
    }

    private static (int Feature, bool IsMissingLowest) KeyOf(TreeNode split) =>
        (split.Feature, split.Kind == TreeNodeKind.SplitMissingLeft);
}
