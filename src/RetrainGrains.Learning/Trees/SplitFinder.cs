using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RetrainGrains.Learning.Trees;

/// <summary>
/// Finds the bin of one column after which a cut reduces the loss most:
/// GL^2/(HL+lambda) + GR^2/(HR+lambda) - G^2/(H+lambda) (Chen, Guestrin 2016, formula 7, without the constant half).
/// </summary>
internal readonly struct SplitFinder
{
    public const int WorkspaceLength = 2 * MaximumRegion;

    // Below a thousandth the Newton step of a leaf is a guess (LightGBM: 1e-3).
    public const double MinimumHessianPerLeaf = 1e-3;

    private const int Lanes = 4;
    private const int MaximumRegion = 256;

    // 2^52 as bits: a whole number below 2^52 or-ed into it is that number plus 2^52 as a double.
    private const long ExponentOf2To52 = 0x4330_0000_0000_0000;
    private const double TwoTo52 = 1L << 52;
    private const double SignShift = 1L << (63 - FixedPointSums.CountBits);

    // A gain this small a part of the parent's score is rounding, not structure.
    private const double MinimumRelativeGain = 1e-10;

    private readonly double minimumCount;
    private readonly double minimumHessian;
    private readonly double lambda;
    private readonly double minimumGain;
    private readonly bool countIsHessian;

    /// <summary>
    /// Takes the units of the sums. Without a hessian unit the hessian of each row is one, as for the squared loss.
    /// </summary>
    public SplitFinder(TreeParameters parameters, double gradientUnit, double? hessianUnit)
    {
        minimumCount = parameters.MinimumExampleCountPerLeaf;
        countIsHessian = hessianUnit is null;
        lambda = parameters.L2Regularization / (hessianUnit ?? 1);
        minimumGain = 2 * parameters.MinimumGain * (hessianUnit ?? 1) / (gradientUnit * gradientUnit);
        minimumHessian = countIsHessian ? 0 : MinimumHessianPerLeaf / hessianUnit!.Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Improve(
        ref SplitCandidate best,
        int lane,
        ReadOnlySpan<long> packed,
        ReadOnlySpan<long> hessians,
        long totalPacked,
        long totalHessian,
        Span<long> workspace)
    {
        var packedSums = workspace[..MaximumRegion];
        var hessianSums = workspace[MaximumRegion..];
        var binCount = packed.Length - 1;
        var padded = (binCount + Lanes - 1) / Lanes * Lanes;
        RunningSums(packed[..binCount], packedSums[..padded]);
        if (!countIsHessian) RunningSums(hessians[..binCount], hessianSums[..padded]);
        var cuts = new Cuts
        {
            Lane = lane,
            PackedSums = packedSums[..padded],
            HessianSums = hessianSums[..padded],
            TotalPacked = totalPacked,
            TotalHessian = totalHessian,
        };
        Scan(ref best, cuts);
        var missing = packed[binCount];
        if (FixedPointSums.Count(missing) > 0)
        {
            cuts.MissingGoesLeft = true;
            cuts.MissingPacked = missing;
            cuts.MissingHessian = countIsHessian ? 0 : hessians[binCount];
            Scan(ref best, cuts);
        }
    }

    private static void RunningSums(ReadOnlySpan<long> values, Span<long> sums)
    {
        var sum = 0L;
        ref var first = ref MemoryMarshal.GetReference(values);
        ref var firstSum = ref MemoryMarshal.GetReference(sums);
        for (nint i = 0; i < values.Length; i++)
        {
            sum += Unsafe.Add(ref first, i);
            Unsafe.Add(ref firstSum, i) = sum;
        }

        sums[values.Length..].Fill(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Gradients(Vector256<long> packed)
    {
        // Flipping the sign bit makes the field non-negative, so a plain shift and the 2^52 trick apply.
        var shifted = Vector256.ShiftRightLogical(packed ^ Vector256.Create(long.MinValue), FixedPointSums.CountBits);
        return (shifted | Vector256.Create(ExponentOf2To52)).AsDouble() - Vector256.Create(TwoTo52 + SignShift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ToDouble(Vector256<long> nonNegative) =>
        (nonNegative | Vector256.Create(ExponentOf2To52)).AsDouble() - Vector256.Create(TwoTo52);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scan(ref SplitCandidate best, in Cuts cuts)
    {
        var countMask = Vector256.Create(FixedPointSums.CountMask);
        var totalGradient = Vector256.Create((double)FixedPointSums.Gradient(cuts.TotalPacked));
        var totalCount = Vector256.Create((double)FixedPointSums.Count(cuts.TotalPacked));
        var totalWeight = countIsHessian ? totalCount : Vector256.Create((double)cuts.TotalHessian);
        var (penalty, isCounted) = (Vector256.Create(lambda), countIsHessian);
        var (fewestRows, leastWeight) = (Vector256.Create(minimumCount), Vector256.Create(minimumHessian));
        var (missing, missingWeight) = (Vector256.Create(cuts.MissingPacked), Vector256.Create(cuts.MissingHessian));
        var parentScore = totalGradient[0] * totalGradient[0] / (totalWeight[0] + lambda);
        var bestScores = Vector256.Create(
            parentScore * (1 + MinimumRelativeGain) + Math.Max(best.Gain, minimumGain));
        var bestBins = Vector256.Create(-1L);
        var bins = Vector256.Create(0L, 1, 2, 3);
        ref var packedStart = ref Unsafe.AsRef(in cuts.PackedSums[0]);
        ref var hessianStart = ref Unsafe.AsRef(in cuts.HessianSums[0]);
        for (var i = 0; i < cuts.PackedSums.Length; i += Lanes)
        {
            var packed = Vector256.LoadUnsafe(ref packedStart, (nuint)i) + missing;
            var leftGradient = Gradients(packed);
            var leftCount = ToDouble(packed & countMask);
            var leftWeight = isCounted
                ? leftCount
                : ToDouble(Vector256.LoadUnsafe(ref hessianStart, (nuint)i) + missingWeight);
            var rightGradient = totalGradient - leftGradient;
            var rightCount = totalCount - leftCount;
            var rightWeight = totalWeight - leftWeight;
            var left = leftWeight + penalty;
            var right = rightWeight + penalty;

            // Both fractions over one denominator: a division costs as much as all the rest.
            var score = (leftGradient * leftGradient * right + rightGradient * rightGradient * left) / (left * right);
            var isAllowed = Vector256.GreaterThanOrEqual(Vector256.Min(leftCount, rightCount), fewestRows)
                & Vector256.GreaterThanOrEqual(Vector256.Min(leftWeight, rightWeight), leastWeight);
            var isBetter = (Vector256.GreaterThan(score, bestScores) & isAllowed).AsInt64();
            bestScores = Vector256.ConditionalSelect(isBetter.AsDouble(), score, bestScores);
            bestBins = Vector256.ConditionalSelect(isBetter, bins, bestBins);
            bins += Vector256.Create((long)Lanes);
        }

        Keep(ref best, cuts, bestScores - Vector256.Create(parentScore), bestBins);
    }

    // Of equal gains the lowest bin wins, as if the bins had been tried one after the other.
    private static void Keep(ref SplitCandidate best, in Cuts cuts, Vector256<double> gains, Vector256<long> bins)
    {
        for (var i = 0; i < Lanes; i++)
        {
            var isTie = gains[i] == best.Gain && best.Lane == cuts.Lane
                && best.MissingGoesLeft == cuts.MissingGoesLeft && bins[i] < best.Bin;
            if (bins[i] >= 0 && (gains[i] > best.Gain || isTie))
            {
                var bin = (int)bins[i];
                best.Lane = cuts.Lane;
                best.Bin = bin;
                best.MissingGoesLeft = cuts.MissingGoesLeft;
                best.LeftCells = null;
                best.Gain = gains[i];
                best.LeftPacked = cuts.PackedSums[bin] + cuts.MissingPacked;
                best.LeftHessian = cuts.HessianSums[bin] + cuts.MissingHessian;
            }
        }
    }

    // All cuts of one column: what lies left of each, and what missing values add when they go left.
    private ref struct Cuts
    {
        public int Lane;
        public bool MissingGoesLeft;
        public ReadOnlySpan<long> PackedSums;
        public ReadOnlySpan<long> HessianSums;
        public long TotalPacked;
        public long TotalHessian;
        public long MissingPacked;
        public long MissingHessian;
    }
}
