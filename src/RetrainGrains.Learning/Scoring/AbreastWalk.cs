using System.Runtime.CompilerServices;

namespace RetrainGrains.Learning.Scoring;

/// <summary>Walks eight paths abreast and without branches: a step waits for the one above it, eight fill that wait.</summary>
internal static class AbreastWalk
{
    public const int Width = 8;

    /// <summary>One row through eight trees; the value of the leaf where each ends.</summary>
    public static void Trees(ref CompiledNode nodes, ref nint roots, ref float values, ref float leaves) =>
        Walk<EightTrees>(ref nodes, ref roots, ref values, ref leaves);

    /// <summary>Eight rows through one tree: each slot holds eight values.</summary>
    public static void Rows(ref CompiledNode nodes, ref nint root, ref float values, ref float leaves) =>
        Walk<EightRows>(ref nodes, ref root, ref values, ref leaves);

    private static void Walk<TPaths>(ref CompiledNode nodes, ref nint roots, ref float values, ref float leaves)
        where TPaths : struct, IPaths
    {
        var (node0, node1, node2, node3) = (Root(ref roots, 0), Root(ref roots, 1), Root(ref roots, 2), Root(ref roots, 3));
        var (node4, node5, node6, node7) = (Root(ref roots, 4), Root(ref roots, 5), Root(ref roots, 6), Root(ref roots, 7));
        nint moved;
        do
        {
            var next0 = Next(ref nodes, ref roots, ref values, node0, 0);
            var next1 = Next(ref nodes, ref roots, ref values, node1, 1);
            var next2 = Next(ref nodes, ref roots, ref values, node2, 2);
            var next3 = Next(ref nodes, ref roots, ref values, node3, 3);
            var next4 = Next(ref nodes, ref roots, ref values, node4, 4);
            var next5 = Next(ref nodes, ref roots, ref values, node5, 5);
            var next6 = Next(ref nodes, ref roots, ref values, node6, 6);
            var next7 = Next(ref nodes, ref roots, ref values, node7, 7);
            moved = (next0 ^ node0) | (next1 ^ node1) | (next2 ^ node2) | (next3 ^ node3)
                | (next4 ^ node4) | (next5 ^ node5) | (next6 ^ node6) | (next7 ^ node7);
            (node0, node1, node2, node3) = (next0, next1, next2, next3);
            (node4, node5, node6, node7) = (next4, next5, next6, next7);
        }
        while (moved != 0);

        leaves = Unsafe.Add(ref nodes, node0).Value;
        Unsafe.Add(ref leaves, 1) = Unsafe.Add(ref nodes, node1).Value;
        Unsafe.Add(ref leaves, 2) = Unsafe.Add(ref nodes, node2).Value;
        Unsafe.Add(ref leaves, 3) = Unsafe.Add(ref nodes, node3).Value;
        Unsafe.Add(ref leaves, 4) = Unsafe.Add(ref nodes, node4).Value;
        Unsafe.Add(ref leaves, 5) = Unsafe.Add(ref nodes, node5).Value;
        Unsafe.Add(ref leaves, 6) = Unsafe.Add(ref nodes, node6).Value;
        Unsafe.Add(ref leaves, 7) = Unsafe.Add(ref nodes, node7).Value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static nint Root(ref nint roots, int path) => Unsafe.Add(ref roots, path * TPaths.RootsPerPath);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static nint Next(ref CompiledNode nodes, ref nint roots, ref float values, nint index, int path)
        {
            ref var node = ref Unsafe.Add(ref nodes, index);
            var value = Unsafe.Add(ref values, node.Slot * TPaths.ValuesPerSlot + path % TPaths.ValuesPerSlot);
            return Root(ref roots, path) + node.Children + (value <= node.Value ? 1 : 0);
        }
    }

    // What the paths have of their own: a tree or a row.
    private interface IPaths
    {
        static abstract int RootsPerPath { get; }

        static abstract int ValuesPerSlot { get; }
    }

    private readonly struct EightTrees : IPaths
    {
        public static int RootsPerPath => 1;

        public static int ValuesPerSlot => 1;
    }

    private readonly struct EightRows : IPaths
    {
        public static int RootsPerPath => 0;

        public static int ValuesPerSlot => Width;
    }
}
