namespace RetrainGrains.Learning.Trees;

/// <summary>
/// Finds the set of categories that a split sends left: with the categories in the order of their mean gradients the
/// best cut between two neighbours is the best of all sets (Fisher 1958). A missing value is one more category.
/// </summary>
internal readonly struct CategorySplitFinder(TreeParameters parameters, GradientSums sums)
{
    private const int MaximumCells = 256;
    private const double MinimumRelativeGain = 1e-10;

    /// <param name="best">Improved if a set is better.</param>
    /// <param name="leaf">What is split.</param>
    /// <param name="lane">The column.</param>
    /// <param name="packed">Gradients and counts of its categories, the last cell of missing values.</param>
    /// <param name="hessians">Their hessians; empty when each is one.</param>
    /// <param name="gainUnit">What turns a gain into the unit of the other columns' gains.</param>
    public void Improve(
        ref SplitCandidate best, GrowingLeaf leaf, int lane, ReadOnlySpan<long> packed, ReadOnlySpan<long> hessians,
        double gainUnit)
    {
        Span<int> order = stackalloc int[MaximumCells];
        order = order[..Sort(packed, hessians, order)];
        var plain = new LeafPenalty(parameters.L1Regularization, parameters.L2Regularization);

        // Sets are chosen with hindsight; the extra penalty is what that luck is worth (LightGBM: cat_l2).
        var chosen = plain with { L2 = plain.L2 + TreeDefaults.CategoryL2Regularization };
        var parent = ScoreOf(plain, leaf, leaf.Packed, leaf.Hessian);
        var floor = Math.Max(parent * MinimumRelativeGain, 2 * parameters.MinimumGain);
        var (leftPacked, leftHessian, tried, cut) = (0L, 0L, 0, 0);
        for (var i = 0; i < order.Length - 1; i++)
        {
            leftPacked += packed[order[i]];
            leftHessian += hessians.IsEmpty ? 0 : hessians[order[i]];
            var isSmall = Math.Min(i + 1, order.Length - 1 - i) <= TreeDefaults.MaximumCategoriesPerSplit;
            var isFull = FixedPointSums.Count(leftPacked) - tried >= TreeDefaults.MinimumExampleCountPerCategoryGroup;
            if (!isSmall || !isFull || !IsAllowed(leaf, leftPacked, leftHessian)) continue;
            // Few rows more on one side are hindsight as well: each further cut needs a group of its own.
            tried = FixedPointSums.Count(leftPacked);
            var gain = ScoreOf(chosen, leaf, leftPacked, leftHessian)
                + ScoreOf(chosen, leaf, leaf.Packed - leftPacked, leaf.Hessian - leftHessian) - parent;
            if (gain > floor && gain * gainUnit > best.Gain)
            {
                cut = i + 1;
                best = new SplitCandidate
                {
                    Lane = lane, Gain = gain * gainUnit, LeftPacked = leftPacked, LeftHessian = leftHessian,
                };
            }
        }

        if (cut > 0) best.LeftCells = Bits(order[..cut]);
    }

    private int Sort(ReadOnlySpan<long> packed, ReadOnlySpan<long> hessians, Span<int> order)
    {
        Span<double> means = stackalloc double[MaximumCells];
        var count = 0;
        for (var cell = 0; cell < packed.Length; cell++)
        {
            if (FixedPointSums.Count(packed[cell]) == 0) continue;
            // Smoothed, so that a category of three rows is not at an end of the order by luck (LightGBM: cat_smooth).
            var weight = sums.Hessian(packed[cell], hessians.IsEmpty ? 0 : hessians[cell]);
            means[count] = sums.Gradient(packed[cell]) / (weight + TreeDefaults.CategorySmoothing);
            order[count++] = cell;
        }

        means[..count].Sort(order[..count]);
        return count;
    }

    private bool IsAllowed(GrowingLeaf leaf, long leftPacked, long leftHessian)
    {
        var left = FixedPointSums.Count(leftPacked);
        var weight = sums.Hessian(leftPacked, leftHessian);
        var fewest = Math.Max(
            parameters.MinimumExampleCountPerLeaf, TreeDefaults.MinimumExampleCountPerCategoryGroup);
        return Math.Min(left, FixedPointSums.Count(leaf.Packed) - left) >= fewest
            && Math.Min(weight, sums.Hessian(leaf.Packed, leaf.Hessian) - weight) >= SplitFinder.MinimumHessianPerLeaf;
    }

    private double ScoreOf(LeafPenalty penalty, GrowingLeaf leaf, long packed, long hessian)
    {
        var (gradientSum, hessianSum) = (sums.Gradient(packed), sums.Hessian(packed, hessian));
        return penalty.Score(
            gradientSum, hessianSum, penalty.Value(gradientSum, hessianSum, leaf.Lower, leaf.Upper));
    }

    private static ulong[] Bits(ReadOnlySpan<int> cells)
    {
        var bits = new ulong[MaximumCells / 64];
        foreach (var cell in cells) bits[cell / 64] |= 1UL << (cell % 64);
        return bits;
    }
}
