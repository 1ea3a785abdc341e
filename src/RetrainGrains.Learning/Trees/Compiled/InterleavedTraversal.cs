using System.Runtime.CompilerServices;

namespace RetrainGrains.Learning.Trees.Compiled;

/// <summary>
/// Walks eight paths abreast and without branches: each step waits for the one above it, and eight fill that wait.
/// </summary>
internal static class InterleavedTraversal
{
    public const int Width = 8;

    // What the paths have of their own: a tree, or values of a row.
    private interface IPaths
    {
        static abstract int RootsPerPath { get; }

        static abstract int ValuesPerSlot { get; }
    }

    /// <summary>Walks one row through eight trees, to the values of the leaves where they end.</summary>
    public static void Trees(ref CompiledNode nodes, ref int roots, ref float values, ref float leaves) =>
        Walk<EightTrees>(ref nodes, ref roots, ref values, ref leaves);

    /// <summary>Walks eight rows through one tree; each slot holds eight values.</summary>
    public static void Rows(ref CompiledNode nodes, ref int root, ref float values, ref float leaves) =>
        Walk<EightRows>(ref nodes, ref root, ref values, ref leaves);

    private static void Walk<TPaths>(ref CompiledNode nodes, ref int roots, ref float values, ref float leaves)
        where TPaths : struct, IPaths
    {
        ref var node0 = ref Root<TPaths>(ref nodes, ref roots, 0);
        ref var node1 = ref Root<TPaths>(ref nodes, ref roots, 1);
        ref var node2 = ref Root<TPaths>(ref nodes, ref roots, 2);
        ref var node3 = ref Root<TPaths>(ref nodes, ref roots, 3);
        ref var node4 = ref Root<TPaths>(ref nodes, ref roots, 4);
        ref var node5 = ref Root<TPaths>(ref nodes, ref roots, 5);
        ref var node6 = ref Root<TPaths>(ref nodes, ref roots, 6);
        ref var node7 = ref Root<TPaths>(ref nodes, ref roots, 7);
        uint moved;
        do
        {
            moved = 0;
            node0 = ref Next<TPaths>(ref node0, ref values, 0, ref moved);
            node1 = ref Next<TPaths>(ref node1, ref values, 1, ref moved);
            node2 = ref Next<TPaths>(ref node2, ref values, 2, ref moved);
            node3 = ref Next<TPaths>(ref node3, ref values, 3, ref moved);
            node4 = ref Next<TPaths>(ref node4, ref values, 4, ref moved);
            node5 = ref Next<TPaths>(ref node5, ref values, 5, ref moved);
            node6 = ref Next<TPaths>(ref node6, ref values, 6, ref moved);
            node7 = ref Next<TPaths>(ref node7, ref values, 7, ref moved);
        }
        while (moved != 0);

        leaves = node0.Value;
        Unsafe.Add(ref leaves, 1) = node1.Value;
        Unsafe.Add(ref leaves, 2) = node2.Value;
        Unsafe.Add(ref leaves, 3) = node3.Value;
        Unsafe.Add(ref leaves, 4) = node4.Value;
        Unsafe.Add(ref leaves, 5) = node5.Value;
        Unsafe.Add(ref leaves, 6) = node6.Value;
        Unsafe.Add(ref leaves, 7) = node7.Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref CompiledNode Root<TPaths>(ref CompiledNode nodes, scoped ref int roots, int path)
        where TPaths : struct, IPaths =>
        ref Unsafe.Add(ref nodes, Unsafe.Add(ref roots, path * TPaths.RootsPerPath));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref CompiledNode Next<TPaths>(
        ref CompiledNode node, scoped ref float values, int path, scoped ref uint moved)
        where TPaths : struct, IPaths
    {
        var distance = node.Distance;
        var value = Unsafe.Add(ref values, node.Slot * TPaths.ValuesPerSlot + path % TPaths.ValuesPerSlot);
        moved |= distance;
        return ref Unsafe.Add(ref node, (nint)distance + (value <= node.Value ? 1 : 0));
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
