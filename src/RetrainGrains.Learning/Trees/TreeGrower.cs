using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>Grows one tree after another over the same binned columns, reusing every buffer.</summary>
internal sealed class TreeGrower
{
    private readonly BinnedColumns columns;
    private readonly GradientSums sums;
    private readonly TreeParameters parameters;
    private readonly GrowthOrder order;
    private readonly SplitSearch search;
    private readonly LeafPenalty penalty;
    private readonly int[] directions;
    private readonly GrowingLeaf[] leaves;
    private readonly GrowingNode[] nodes;
    private readonly RowPartition partition;
    private readonly bool[] allLanes;
    private readonly bool[] treeLanes;
    private int leafCount;
    private int nodeCount;

    public TreeGrower(
        BinnedColumns columns,
        GradientSums sums,
        TreeParameters parameters,
        GrowthOrder order,
        int threads,
        long maximumHistogramBytes = TreeDefaults.MaximumHistogramBytes)
    {
        this.columns = columns;
        this.sums = sums;
        this.parameters = parameters;
        this.order = order;
        penalty = new LeafPenalty(parameters.L1Regularization, parameters.L2Regularization);
        directions = columns.Directions(parameters.MonotoneConstraints);
        search = new SplitSearch(columns, sums, parameters, threads, maximumHistogramBytes);
        leaves = [.. Enumerable.Range(0, parameters.NumberOfLeaves).Select(_ => new GrowingLeaf())];
        nodes = new GrowingNode[parameters.NumberOfLeaves - 1];
        partition = new RowPartition(columns, threads);
        allLanes = [.. Enumerable.Repeat(true, columns.Count)];
        treeLanes = new bool[columns.Count];
    }

    public ReadOnlySpan<GrowingLeaf> Leaves => leaves.AsSpan(0, leafCount);

    public ReadOnlySpan<int> RowsOf(GrowingLeaf leaf) => partition.Rows.AsSpan(leaf.Start, leaf.Count);

    /// <summary>
    /// Grows a tree on the sampled rows (sorted, repetitions allowed). A leaf's value is its Newton step if nothing
    /// better is given.
    /// </summary>
    public Tree Grow(
        ReadOnlySpan<int> sampledRows, double stepSize, SeededGenerator generator,
        Func<GrowingLeaf, double>? bestValue = null)
    {
        Start(sampledRows, ref generator);
        while (leafCount < parameters.NumberOfLeaves && NextLeaf() is { } leaf) Split(leaf, ref generator);
        foreach (var leaf in Leaves)
        {
            search.Release(leaf);
            var value = bestValue is null
                ? ValueOf(leaf)
                : Math.Clamp(bestValue(leaf), leaf.Lower, leaf.Upper);
            leaf.Value = (float)(stepSize * value);
        }

        return ToPreorder();
    }

    /// <summary>The value that the last grown tree gives to a row it was not grown on.</summary>
    public float ValueOf(int row)
    {
        var child = nodeCount == 0 ? ~0 : 0;
        while (child >= 0)
        {
            ref readonly var node = ref nodes[child];
            child = columns.GoesLeft(node.Split, row) ? node.Left : node.Right;
        }

        return leaves[~child].Value;
    }

    private double ValueOf(GrowingLeaf leaf) => penalty.Value(
        sums.Gradient(leaf.Packed), sums.Hessian(leaf.Packed, leaf.Hessian), leaf.Lower, leaf.Upper);

    private void Start(ReadOnlySpan<int> sampledRows, ref SeededGenerator generator)
    {
        sampledRows.CopyTo(partition.Rows);
        long packed = 0;
        long hessian = 0;
        foreach (var row in sampledRows)
        {
            packed += sums.Packed[row];
            hessian += sums.Hessians?[row] ?? 0;
        }

        leafCount = 1;
        nodeCount = 0;
        leaves[0].Reset(0, sampledRows.Length, 0, packed, hessian);
        leaves[0].ParentNode = -1;
        search.StartTree(parameters, partition.Rows.AsMemory(0, sampledRows.Length));
        DrawLanes(allLanes, treeLanes, parameters.FeatureFraction, ref generator);
        if (CanSplit(leaves[0]))
        {
            DrawSplitLanes(leaves[0], 0, ref generator);
            search.Search(leaves[0], null, null);
        }
    }

    private GrowingLeaf? NextLeaf()
    {
        GrowingLeaf? next = null;
        foreach (var leaf in Leaves)
        {
            if (leaf.Best.Exists && (next is null || ComesBefore(leaf, next))) next = leaf;
        }

        return next;
    }

    private bool ComesBefore(GrowingLeaf leaf, GrowingLeaf other) =>
        order == GrowthOrder.DepthWise && leaf.Depth != other.Depth
            ? leaf.Depth < other.Depth
            : leaf.Best.Gain > other.Best.Gain;

    private bool CanSplit(GrowingLeaf leaf) =>
        columns.Count > 0
        && leafCount < parameters.NumberOfLeaves
        && leaf.Depth < parameters.MaximumTreeDepth
        && leaf.Count >= 2 * parameters.MinimumExampleCountPerLeaf;

    private void Split(GrowingLeaf left, ref SeededGenerator generator)
    {
        var split = left.Best;
        var parentHistogram = left.Histogram;
        var (start, count, depth) = (left.Start, left.Count, left.Depth + 1);
        var (packed, hessian) = (left.Packed, left.Hessian);
        var (lower, upper) = (left.Lower, left.Upper);
        var leftCount = partition.Split(split, start, count);
        var node = AddNode(left, split);
        var right = leaves[leafCount++];
        left.Reset(start, leftCount, depth, split.LeftPacked, split.LeftHessian);
        right.Reset(
            start + leftCount, count - leftCount, depth, packed - split.LeftPacked, hessian - split.LeftHessian);
        (left.ParentNode, left.IsLeftChild) = (node, true);
        (right.ParentNode, right.IsLeftChild) = (node, false);
        Bound(left, right, lower, upper, directions[split.Lane]);

        var (smaller, larger) = left.Count <= right.Count ? (left, right) : (right, left);
        if (!CanSplit(larger))
        {
            larger.Histogram = parentHistogram;
            search.Release(larger);
            return;
        }

        DrawSplitLanes(smaller, 0, ref generator);
        DrawSplitLanes(larger, 1, ref generator);
        search.Search(smaller, larger, parentHistogram);
        ReleaseIfDone(smaller);
        ReleaseIfDone(larger);
    }

    // Below a monotone split no value may cross the middle of what the two sides would have been (XGBoost's bounds).
    private void Bound(GrowingLeaf left, GrowingLeaf right, double lower, double upper, int direction)
    {
        (left.Lower, left.Upper, right.Lower, right.Upper) = (lower, upper, lower, upper);
        if (direction == 0) return;
        var middle = (ValueOf(left) + ValueOf(right)) / 2;
        (left.Upper, right.Lower) = direction > 0 ? (middle, middle) : (left.Upper, right.Lower);
        (left.Lower, right.Upper) = direction < 0 ? (middle, middle) : (left.Lower, right.Upper);
    }

    private void ReleaseIfDone(GrowingLeaf leaf)
    {
        if (!leaf.Best.Exists) search.Release(leaf);
    }

    private int AddNode(GrowingLeaf leaf, SplitCandidate split)
    {
        var node = nodeCount++;
        var leafIndex = Array.IndexOf(leaves, leaf, 0, leafCount);
        if (leaf.ParentNode >= 0)
        {
            ref var parent = ref nodes[leaf.ParentNode];
            (leaf.IsLeftChild ? ref parent.Left : ref parent.Right) = node;
        }

        nodes[node] = new GrowingNode
        {
            Split = split, Cover = CoverOf(leaf), Left = ~leafIndex, Right = ~leafCount,
        };
        return node;
    }

    private void DrawSplitLanes(GrowingLeaf leaf, int searched, ref SeededGenerator generator)
    {
        var active = search.ActiveLanes(searched);
        if (CanSplit(leaf))
        {
            DrawLanes(treeLanes, active, parameters.FeatureFractionPerSplit, ref generator);
            DrawCuts(active, search.OnlyBins(searched), ref generator);
        }
        else
        {
            // Counted for its sibling's sake only.
            Array.Fill(active, false);
        }
    }

    private void DrawCuts(bool[] active, int[] onlyBins, ref SeededGenerator generator)
    {
        for (var lane = 0; parameters.DrawsCuts && lane < active.Length; lane++)
        {
            onlyBins[lane] = active[lane] ? generator.Next(Math.Max(1, columns.BinCount(lane) - 1)) : 0;
        }
    }

    private static void DrawLanes(bool[] from, bool[] into, double fraction, ref SeededGenerator generator)
    {
        var remaining = from.Count(isDrawable => isDrawable);
        var wanted = Math.Max(1, (int)Math.Round(fraction * remaining));
        for (var lane = 0; lane < from.Length; lane++)
        {
            into[lane] = from[lane] && (wanted == remaining || generator.Next(remaining) < wanted);
            remaining -= from[lane] ? 1 : 0;
            wanted -= into[lane] ? 1 : 0;
        }
    }

    private float CoverOf(GrowingLeaf leaf) => (float)sums.Hessian(leaf.Packed, leaf.Hessian);

    private Tree ToPreorder()
    {
        var preorder = new TreeNode[nodeCount + leafCount];
        var pending = new Stack<int>();
        pending.Push(nodeCount == 0 ? ~0 : 0);
        for (var i = 0; pending.TryPop(out var child); i++)
        {
            if (child < 0)
            {
                preorder[i] = TreeNode.Leaf(leaves[~child].Value, CoverOf(leaves[~child]));
                continue;
            }

            var node = nodes[child];
            preorder[i] = columns.ToNode(node.Split, node.Cover);
            pending.Push(node.Right);
            pending.Push(node.Left);
        }

        return new Tree(preorder);
    }

    // A child of zero or more is a node, a negative one the complement of a leaf.
    private struct GrowingNode
    {
        public SplitCandidate Split;
        public float Cover;
        public int Left;
        public int Right;
    }
}
