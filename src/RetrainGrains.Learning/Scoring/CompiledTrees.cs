using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RetrainGrains.Learning.Artifacts;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Scoring;

/// <summary>All trees of an ensemble in one flat array, walked four trees abreast and without branches.</summary>
internal sealed class CompiledTrees : Predictor
{
    private const int TreesPerGroup = 4;
    private const uint SignBit = 0x8000_0000;
    private const uint FeatureMask = ~SignBit;
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

        // The last group is filled up with a tree that is a leaf of zero, so that no remainder needs its own loop.
        var filledUp = (ensemble.Trees.Count + TreesPerGroup - 1) / TreesPerGroup * TreesPerGroup;
        roots = new int[filledUp];
        nodes = new Node[ensemble.Trees.Sum(t => t.Nodes.Length) + 1];
        var next = 0;
        for (var i = 0; i < ensemble.Trees.Count; i++)
        {
            roots[i] = next;
            next = Append(ensemble.Trees[i], next);
        }

        roots.AsSpan(ensemble.Trees.Count).Fill(next);
        nodes[next] = Compile(TreeNode.Leaf(0), next, next);
    }

    public override double Predict(ReadOnlySpan<float> features, long unixMilliseconds)
    {
        ref var firstNode = ref MemoryMarshal.GetArrayDataReference(nodes);
        ref var firstFeature = ref MemoryMarshal.GetReference(features);
        ref var firstRoot = ref MemoryMarshal.GetArrayDataReference(roots);
        var sum = 0.0;
        for (nint i = 0; i < roots.Length; i += TreesPerGroup)
        {
            var node0 = Unsafe.Add(ref firstRoot, i);
            var node1 = Unsafe.Add(ref firstRoot, i + 1);
            var node2 = Unsafe.Add(ref firstRoot, i + 2);
            var node3 = Unsafe.Add(ref firstRoot, i + 3);
            int moved;
            do
            {
                // Each step waits for the one above it; four trees abreast fill that wait.
                var next0 = Step(ref firstNode, node0, ref firstFeature);
                var next1 = Step(ref firstNode, node1, ref firstFeature);
                var next2 = Step(ref firstNode, node2, ref firstFeature);
                var next3 = Step(ref firstNode, node3, ref firstFeature);
                moved = (next0 ^ node0) | (next1 ^ node1) | (next2 ^ node2) | (next3 ^ node3);
                (node0, node1, node2, node3) = (next0, next1, next2, next3);
            }
            while (moved != 0);

            sum += (double)Unsafe.Add(ref firstNode, node0).Value + Unsafe.Add(ref firstNode, node1).Value
                + (double)Unsafe.Add(ref firstNode, node2).Value + Unsafe.Add(ref firstNode, node3).Value;
        }

        return link.ToPrediction(baseScore + scale * sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Step(ref Node firstNode, int index, ref float firstFeature)
    {
        ref var node = ref Unsafe.Add(ref firstNode, index);
        var feature = Unsafe.Add(ref firstFeature, (nint)(node.SignAndFeature & FeatureMask));
        var bits = BitConverter.SingleToUInt32Bits(feature) ^ (node.SignAndFeature & SignBit);
        var isTrue = BitConverter.UInt32BitsToSingle(bits) <= node.Value ? 1 : 0;
        return Unsafe.Add(ref node.OnFalse, isTrue);
    }

    private int Append(Tree tree, int start)
    {
        var rights = tree.RightChildren();
        for (var i = 0; i < rights.Length; i++)
        {
            nodes[start + i] = Compile(tree.Nodes[i], start + i, start + rights[i]);
        }

        return start + rights.Length;
    }

    private static Node Compile(TreeNode node, int index, int right) => node.Kind switch
    {
        TreeNodeKind.Leaf => new Node { Value = node.Value, OnFalse = index, OnTrue = index },
        TreeNodeKind.SplitMissingRight => new Node
        {
            SignAndFeature = node.Feature,
            Value = node.Value,
            OnFalse = right,
            OnTrue = index + 1,
        },

        // Every comparison with NaN is false, so false must lead left here: ask "x > t" instead, as -x <= -next(t).
        _ => new Node
        {
            SignAndFeature = SignBit | node.Feature,
            Value = -MathF.BitIncrement(node.Value),
            OnFalse = index + 1,
            OnTrue = right,
        },
    };

    // A leaf is its own child: walking on from it stays there.
    [StructLayout(LayoutKind.Sequential)]
    private struct Node
    {
        public int OnFalse;
        public int OnTrue;
        public float Value;
        public uint SignAndFeature;
    }
}
