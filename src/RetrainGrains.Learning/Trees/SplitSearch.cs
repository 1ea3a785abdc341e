namespace RetrainGrains.Learning.Trees;

/// <summary>Counts the histograms of two sibling leaves and finds the best split of each, block by block.</summary>
/// <remarks>One thread counts and scans a block, and blocks are compared in order: threads change nothing.</remarks>
internal sealed class SplitSearch
{
    private const int LanesPerGroup = BinnedColumns.LanesPerGroup;

    // Few enough that their codes are still in the first-level cache when the last group of the block is counted.
    private const int RowsPerPass = 256;
    private readonly BinnedColumns columns;
    private readonly GradientSums sums;
    private readonly int threads;
    private readonly HistogramPool pool;
    private readonly int histogramLength;
    private readonly long[] orderedPacked;
    private readonly long[] orderedHessians;
    private readonly long[]?[] spareHistograms = new long[]?[2];
    private readonly SplitCandidate[][] candidates;
    private readonly bool[][] activeLanes;
    private readonly int[][] onlyBins;
    private readonly int[] directions;
    private readonly bool isConstrained;
    private readonly long[] workspaces;
    private readonly Action<int> searchBlock;
    private SplitFinder finder;
    private ConstrainedSplitFinder constrainedFinder;
    private CategorySplitFinder categoryFinder;
    private double categoryGainUnit;
    private ReadOnlyMemory<int> rows;
    private GrowingLeaf? counted;
    private GrowingLeaf? derived;
    private long[] countedHistogram = [];
    private long[] derivedHistogram = [];
    private bool canSubtract;

    public SplitSearch(
        BinnedColumns columns, GradientSums sums, TreeParameters parameters, int threads, long maximumHistogramBytes)
    {
        this.columns = columns;
        this.sums = sums;
        this.threads = threads;
        histogramLength = columns.HistogramLength * (sums.Hessians is null ? 1 : 2);
        pool = new HistogramPool(histogramLength, maximumHistogramBytes);
        orderedPacked = new long[columns.RowCount];
        orderedHessians = sums.Hessians is null ? [] : new long[columns.RowCount];
        candidates = [new SplitCandidate[columns.GroupCount], new SplitCandidate[columns.GroupCount]];
        activeLanes = [new bool[columns.Count], new bool[columns.Count]];
        onlyBins = [AnyBin(), AnyBin()];
        directions = columns.Directions(parameters.MonotoneConstraints);
        isConstrained = parameters.L1Regularization > 0 || parameters.DrawsCuts
            || directions.AsSpan().ContainsAnyExcept(0);
        workspaces = new long[columns.BlockCount * SplitFinder.WorkspaceLength];
        searchBlock = SearchBlock;
    }

    /// <summary>
    /// Returns the lanes that the next searched leaves may split on: 0 for the smaller leaf, 1 for its sibling.
    /// </summary>
    public bool[] ActiveLanes(int leaf) => activeLanes[leaf];

    /// <summary>Returns, for the same leaves, the only bin of each lane that may be cut after; negative: any.</summary>
    public int[] OnlyBins(int leaf) => onlyBins[leaf];

    public void StartTree(TreeParameters parameters, ReadOnlyMemory<int> rowOrder)
    {
        finder = new SplitFinder(parameters, sums.GradientUnit, sums.HessianUnit);
        constrainedFinder = new ConstrainedSplitFinder(parameters, sums);
        categoryFinder = new CategorySplitFinder(parameters, sums);
        categoryGainUnit = isConstrained ? 1 : (sums.HessianUnit ?? 1) / (sums.GradientUnit * sums.GradientUnit);
        rows = rowOrder;
    }

    public void Release(GrowingLeaf leaf)
    {
        pool.Return(leaf.Histogram);
        leaf.Histogram = null;
    }

    /// <summary>Searches a leaf by its rows, and its larger sibling by the parent's histogram if any.</summary>
    public void Search(GrowingLeaf smaller, GrowingLeaf? larger, long[]? parentHistogram)
    {
        counted = smaller;
        derived = larger;
        canSubtract = parentHistogram is not null;
        smaller.Histogram = pool.TryRent();
        countedHistogram = smaller.Histogram ?? Spare(0);
        GatherGradients(smaller);
        if (larger is not null)
        {
            larger.Histogram = parentHistogram ?? pool.TryRent();
            derivedHistogram = larger.Histogram ?? Spare(1);
            if (!canSubtract) GatherGradients(larger);
        }

        var updates = (long)(smaller.Count + (canSubtract ? 0 : larger?.Count ?? 0)) * columns.Count;
        var isLarge = updates >= TreeDefaults.MinimumUpdatesPerParallelStep;
        ParallelStep.Run(columns.BlockCount, threads, isLarge, searchBlock);
        KeepBest(smaller, candidates[0]);
        if (larger is not null) KeepBest(larger, candidates[1]);
    }

    private int[] AnyBin() => [.. Enumerable.Repeat(-1, columns.Count)];

    private long[] Spare(int index) => spareHistograms[index] ??= new long[histogramLength];

    private void GatherGradients(GrowingLeaf leaf)
    {
        var isLarge = leaf.Count >= TreeDefaults.MinimumRowsPerParallelStep;
        var parts = isLarge ? threads : 1;
        ParallelStep.Run(parts, threads, isLarge, part =>
        {
            var from = (int)((long)part * leaf.Count / parts);
            var past = (int)((part + 1L) * leaf.Count / parts);
            GatherGradients(leaf.Start + from, past - from);
        });
    }

    private void GatherGradients(int start, int count)
    {
        var leafRows = rows.Span.Slice(start, count);
        HistogramKernel.Gather(leafRows, sums.Packed, orderedPacked.AsSpan(start));
        if (sums.Hessians is not null) HistogramKernel.Gather(leafRows, sums.Hessians, orderedHessians.AsSpan(start));
    }

    private void SearchBlock(int block)
    {
        Count(block, counted!, countedHistogram);
        if (derived is not null && canSubtract)
        {
            Subtract(block);
        }
        else if (derived is not null)
        {
            Count(block, derived, derivedHistogram);
        }

        var (first, count) = columns.GroupsOf(block).GetOffsetAndLength(columns.GroupCount);
        for (var group = first; group < first + count; group++)
        {
            candidates[0][group] = FindBest(group, block, counted!, countedHistogram, activeLanes[0], onlyBins[0]);
            if (derived is not null)
            {
                candidates[1][group] = FindBest(group, block, derived, derivedHistogram, activeLanes[1], onlyBins[1]);
            }
        }
    }

    private void Count(int block, GrowingLeaf leaf, long[] histogram)
    {
        var (first, count) = columns.GroupsOf(block).GetOffsetAndLength(columns.GroupCount);
        var (from, past) = (columns.Offset(first * LanesPerGroup), columns.Offset((first + count) * LanesPerGroup));
        var packed = histogram.AsSpan(0, columns.HistogramLength);
        var hessians = histogram.AsSpan(columns.HistogramLength);
        packed[from..past].Clear();
        if (sums.Hessians is not null) hessians[from..past].Clear();
        Span<uint> codes = stackalloc uint[RowsPerPass * count + BinnedColumns.MaximumGroupsPerBlock];
        for (var start = leaf.Start; start < leaf.Start + leaf.Count; start += RowsPerPass)
        {
            var length = Math.Min(RowsPerPass, leaf.Start + leaf.Count - start);
            HistogramKernel.Gather(rows.Span.Slice(start, length), columns.Group(first), codes);
            for (var group = first; group < first + count; group++)
            {
                Accumulate(group, codes[(group - first)..], count, orderedPacked.AsSpan(start, length), packed);
                if (sums.Hessians is not null)
                {
                    Accumulate(group, codes[(group - first)..], count, orderedHessians.AsSpan(start, length), hessians);
                }
            }
        }
    }

    private void Accumulate(
        int group, Span<uint> codes, int stride, ReadOnlySpan<long> values, Span<long> histogram)
    {
        var lane = group * LanesPerGroup;
        HistogramKernel.Accumulate(
            ref codes[0],
            stride,
            values,
            ref histogram[columns.Offset(lane)],
            ref histogram[columns.Offset(lane + 1)],
            ref histogram[columns.Offset(lane + 2)],
            ref histogram[columns.Offset(lane + 3)]);
    }

    private void Subtract(int block)
    {
        var (first, count) = columns.GroupsOf(block).GetOffsetAndLength(columns.GroupCount);
        var from = columns.Offset(first * LanesPerGroup);
        var length = columns.Offset((first + count) * LanesPerGroup) - from;
        HistogramKernel.Subtract(derivedHistogram.AsSpan(from, length), countedHistogram.AsSpan(from, length));
        if (sums.Hessians is not null)
        {
            from += columns.HistogramLength;
            HistogramKernel.Subtract(derivedHistogram.AsSpan(from, length), countedHistogram.AsSpan(from, length));
        }
    }

    private SplitCandidate FindBest(
        int group, int block, GrowingLeaf leaf, long[] histogram, bool[] active, int[] cuts)
    {
        var best = SplitCandidate.None;
        var workspace = workspaces.AsSpan(block * SplitFinder.WorkspaceLength, SplitFinder.WorkspaceLength);
        var firstLane = group * LanesPerGroup;
        var pastLane = Math.Min(columns.Count, firstLane + LanesPerGroup);
        for (var lane = firstLane; lane < pastLane; lane++)
        {
            if (active[lane])
            {
                var cells = columns.BinCount(lane) + 1;
                var packed = histogram.AsSpan(columns.Offset(lane), cells);
                var hessians = sums.Hessians is null
                    ? default
                    : histogram.AsSpan(columns.HistogramLength + columns.Offset(lane), cells);
                if (columns.IsCategorical(lane))
                {
                    categoryFinder.Improve(ref best, leaf, lane, packed, hessians, categoryGainUnit);
                    continue;
                }

                if (isConstrained)
                {
                    constrainedFinder.Improve(ref best, leaf, new ConstrainedSplitFinder.Column
                    {
                        Lane = lane, Direction = directions[lane], OnlyBin = cuts[lane],
                        Packed = packed, Hessians = hessians,
                    });
                    continue;
                }

                finder.Improve(ref best, lane, packed, hessians, leaf.Packed, leaf.Hessian, workspace);
            }
        }

        return best;
    }

    private static void KeepBest(GrowingLeaf leaf, SplitCandidate[] groupCandidates)
    {
        leaf.Best = SplitCandidate.None;
        foreach (var candidate in groupCandidates)
        {
            if (candidate.Exists && candidate.Gain > leaf.Best.Gain) leaf.Best = candidate;
        }
    }
}
