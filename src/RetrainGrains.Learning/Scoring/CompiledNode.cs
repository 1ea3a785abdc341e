using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Scoring;

/// <summary>A node in eight bytes, so that large models stay in the cache.</summary>
/// <remarks>
/// The nodes of a tree stand in pairs of siblings, level by level. A split leads to the first of its pair, or to the
/// second if its slot's value is at most the threshold. A leaf compares with a constant, and so stays where it is.
/// </remarks>
internal readonly struct CompiledNode
{
    private const int SlotBits = 14;
    private const int None = -1;
    private readonly uint pairAndSlot;

    // At most 2^17 pairs in a tree, and two slots a feature and two more in an ensemble: together 31 bits.
    private CompiledNode(float value, int pair, int slot)
    {
        Value = value;
        pairAndSlot = ((uint)pair << SlotBits) | (uint)slot;
    }

    /// <summary>The threshold of a split, or what a leaf adds.</summary>
    public float Value { get; }

    public nint Slot => (nint)(pairAndSlot & ((1u << SlotBits) - 1));

    /// <summary>Where its children stand, counted from the root.</summary>
    public nint Children => (nint)(pairAndSlot >> SlotBits) << 1;

    public static void Append(Tree tree, ValueSlots slots, List<CompiledNode> nodes)
    {
        var rights = tree.RightChildren();
        var waiting = new Queue<int>([0, None]);
        var pairs = 1;
        for (var position = 0; waiting.TryDequeue(out var index); position++)
        {
            var node = index == None ? TreeNode.Leaf(0) : tree.Nodes[index];
            if (node.IsLeaf)
            {
                nodes.Add(new CompiledNode(node.Value, position / 2, ValueSlots.KeepingAt(position)));
                continue;
            }

            nodes.Add(new CompiledNode(node.Value, pairs++, slots.Of(node)));
            waiting.Enqueue(rights[index]);
            waiting.Enqueue(index + 1);
        }
    }
}
