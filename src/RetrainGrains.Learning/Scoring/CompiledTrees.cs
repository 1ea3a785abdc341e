using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Linear;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Scoring;

/// <summary>All trees of an ensemble in one flat array, walked without branches inside a tree.</summary>
internal sealed class CompiledTrees : Predictor
{
    private readonly Node[] nodes;
    private readonly int[] roots;
    private readonly double baseScore;
    private readonly double scale;
    private readonly Link link;

    public CompiledTrees(TreeEnsemble ensemble)
    {
        baseScore = ensemble.BaseScore;
        scale = ensemble.Scale;
        link = ensemble.Link;
        roots = new int[ensemble.Trees.Count];
        nodes = new Node[ensemble.Trees.Sum(t => t.Nodes.Length)];
        var next = 0;
        for (var i = 0; i < roots.Length; i++)
        {
            roots[i] = next;
            next = Append(ensemble.Trees[i].Nodes, next);
        }
    }

    public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
    {
        ref var firstNode = ref MemoryMarshal.GetArrayDataReference(nodes);
        ref var firstFeature = ref MemoryMarshal.GetReference(features);
        var sum = 0.0;
        foreach (var root in roots)
        {
            ref var node = ref Unsafe.Add(ref firstNode, root);
            while (node.OnTrue != 0)
            {
                node = ref Step(ref firstNode, ref node, ref firstFeature);
            }

            sum += node.Value;
        }

        var score = baseScore + scale * sum;
        return link == Link.Identity ? score : LogisticFunction.Probability(score);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Node Step(ref Node firstNode, ref Node node, ref float firstFeature)
    {
        var bits = BitConverter.SingleToUInt32Bits(Unsafe.Add(ref firstFeature, (nint)node.Feature)) ^ node.Sign;
        var isTrue = BitConverter.UInt32BitsToSingle(bits) <= node.Value ? 1 : 0;
        return ref Unsafe.Add(ref firstNode, (nint)Unsafe.Add(ref node.OnFalse, isTrue));
    }

    private int Append(ReadOnlySpan<TreeNode> tree, int start)
    {
        // Preorder: the left child follows its parent; the right child follows the left side, so it waits on a stack.
        var waitingForRight = new Stack<int>();
        for (var i = 0; i < tree.Length; i++)
        {
            if (i > 0 && tree[i - 1].IsLeaf)
            {
                SetRight(waitingForRight.Pop(), start + i);
            }

            nodes[start + i] = Compile(tree[i], start + i + 1);
            if (!tree[i].IsLeaf)
            {
                waitingForRight.Push(start + i);
            }
        }

        return start + tree.Length;
    }

    private static Node Compile(TreeNode node, int left) => node.Kind switch
    {
        TreeNodeKind.Leaf => new Node { Value = node.Value },
        TreeNodeKind.SplitMissingRight => new Node { Feature = node.Feature, Value = node.Value, OnTrue = left },

        // Every comparison with NaN is false, so false must lead left here: ask "x > t" instead, as -x <= -next(t).
        _ => new Node
        {
            Feature = node.Feature,
            Value = -MathF.BitIncrement(node.Value),
            Sign = 0x8000_0000,
            OnFalse = left,
        },
    };

    private void SetRight(int split, int right)
    {
        ref var node = ref nodes[split];
        (node.Sign == 0 ? ref node.OnFalse : ref node.OnTrue) = right;
    }

    // A leaf has no children: node 0 is the root of the first tree and nobody's child.
    [StructLayout(LayoutKind.Sequential)]
    private struct Node
    {
        public int OnFalse;
        public int OnTrue;
        public float Value;
        public uint Sign;
        public int Feature;
    }
}
