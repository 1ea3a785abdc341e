namespace RetrainGrains.Learning.Trees;

/// <summary>
/// Finds the best cut of a column one bin after the other, where the vectorised <see cref="SplitFinder"/> cannot:
/// under an L1 penalty, within bounds on leaf values and in a monotone order, or at one bin drawn at random.
/// </summary>
internal readonly struct ConstrainedSplitFinder(TreeParameters parameters, GradientSums sums)
{
    private const double MinimumRelativeGain = 1e-10;
    private readonly LeafPenalty penalty = new(parameters.L1Regularization, parameters.L2Regularization);

    /// <summary>A column of a leaf: its cells, the last for missing values, and what its cuts must obey.</summary>
    public readonly ref struct Column
    {
        public required int Lane { get; init; }

        // 1: higher values of the feature never predict less; -1: never more; 0: free.
        public required int Direction { get; init; }

        // The only bin that may be cut after; negative: any.
        public required int OnlyBin { get; init; }

        public required ReadOnlySpan<long> Packed { get; init; }

        public required ReadOnlySpan<long> Hessians { get; init; }
    }

    public void Improve(ref SplitCandidate best, GrowingLeaf leaf, in Column column)
    {
        var binCount = column.Packed.Length - 1;
        var parent = ScoreOf(leaf.Packed, leaf.Hessian, leaf.Lower, leaf.Upper, out _);
        var floor = parent * (1 + MinimumRelativeGain);
        var missing = (Packed: column.Packed[binCount], Hessian: HessianAt(column, binCount));
        var hasMissing = FixedPointSums.Count(missing.Packed) > 0;
        for (var side = 0; side < (hasMissing ? 2 : 1); side++)
        {
            var left = side == 0 ? (Packed: 0L, Hessian: 0L) : missing;
            for (var bin = 0; bin < binCount; bin++)
            {
                left = (left.Packed + column.Packed[bin], left.Hessian + HessianAt(column, bin));
                if (column.OnlyBin >= 0 && bin != column.OnlyBin) continue;
                var gain = Score(leaf, column.Direction, left.Packed, left.Hessian) - parent;
                if (gain > best.Gain && gain + parent > floor && gain >= 2 * parameters.MinimumGain)
                {
                    best = new SplitCandidate
                    {
                        Lane = column.Lane, Bin = bin, MissingGoesLeft = side == 1, Gain = gain,
                        LeftPacked = left.Packed, LeftHessian = left.Hessian,
                    };
                }
            }
        }
    }

    // Minus infinity where the cut is not allowed.
    private double Score(GrowingLeaf leaf, int direction, long leftPacked, long leftHessian)
    {
        var (rightPacked, rightHessian) = (leaf.Packed - leftPacked, leaf.Hessian - leftHessian);
        var fewest = Math.Min(FixedPointSums.Count(leftPacked), FixedPointSums.Count(rightPacked));
        var least = Math.Min(sums.Hessian(leftPacked, leftHessian), sums.Hessian(rightPacked, rightHessian));
        if (fewest < parameters.MinimumExampleCountPerLeaf || least < SplitFinder.MinimumHessianPerLeaf)
        {
            return double.NegativeInfinity;
        }

        var left = ScoreOf(leftPacked, leftHessian, leaf.Lower, leaf.Upper, out var leftValue);
        var right = ScoreOf(rightPacked, rightHessian, leaf.Lower, leaf.Upper, out var rightValue);
        return direction * (rightValue - leftValue) < 0 ? double.NegativeInfinity : left + right;
    }

    private double ScoreOf(long packed, long hessian, double lower, double upper, out double value)
    {
        var (gradientSum, hessianSum) = (sums.Gradient(packed), sums.Hessian(packed, hessian));
        value = penalty.Value(gradientSum, hessianSum, lower, upper);
        return penalty.Score(gradientSum, hessianSum, value);
    }

    private static long HessianAt(in Column column, int cell) =>
        column.Hessians.IsEmpty ? 0 : column.Hessians[cell];
}
