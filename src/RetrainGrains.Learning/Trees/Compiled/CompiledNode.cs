namespace RetrainGrains.Learning.Trees.Compiled;

/// <summary>A node in eight bytes, so that large models stay in the cache.</summary>
/// <remarks>
/// The nodes of a tree stand level by level, siblings side by side. A split leads to the first of its children, or to
/// the second if its slot's value is at most the threshold. A leaf asks a slot that never is, and leads to itself.
/// </remarks>
internal readonly struct CompiledNode
{
    // A tree has at most 2^18 nodes, an ensemble two slots a feature and one more: together 32 bits.
    private const int SlotBits = 14;
    private readonly uint distanceAndSlot;

    private CompiledNode(float value, int distance, int slot)
    {
        Value = value;
        distanceAndSlot = ((uint)distance << SlotBits) | (uint)slot;
    }

    /// <summary>The threshold of a split, or what a leaf adds.</summary>
    public float Value { get; }

    public nint Slot => (nint)(distanceAndSlot & ((1u << SlotBits) - 1));

    /// <summary>The number of nodes from this one to its children; 0 for a leaf.</summary>
    public uint Distance => distanceAndSlot >> SlotBits;

    public static void Append(Tree tree, ValueSlots slots, List<CompiledNode> nodes)
    {
        var rights = tree.RightChildren();
        var waiting = new Queue<int>([0]);
        while (waiting.TryDequeue(out var index))
        {
            var node = tree.Nodes[index];
            if (node.IsLeaf)
            {
                nodes.Add(new CompiledNode(node.Value, 0, ValueSlots.NeverAtMost));
                continue;
            }

            // Those that wait stand between this node and its children.
            nodes.Add(new CompiledNode(node.Value, waiting.Count + 1, slots.Of(node)));
            waiting.Enqueue(rights[index]);
            waiting.Enqueue(index + 1);
        }
    }
}
