using FsCheck;
using FsCheck.Fluent;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Trees;

public sealed class SplitFinderTests
{
    private static readonly Gen<(int Gradient, int Count)> Bin =
        from count in Gen.Choose(0, 6)
        from gradient in Gen.Choose(-1_000, 1_000)
        select (count == 0 ? 0 : gradient, count);

    [Fact]
    public void The_vectorised_scan_finds_what_trying_every_cut_finds()
    {
        var cases =
            from bins in Bin.ListOf().Where(b => b.Count is > 0 and <= 255)
            from missing in Bin
            from minimum in Gen.Choose(1, 5)
            from lambda in Gen.Choose(0, 3)
            select (bins.Append(missing).ToArray(), minimum, lambda);

        Prop.ForAll(cases.ToArbitrary(), c =>
            Agrees(c.Item1, c.minimum, c.lambda, hessianUnit: null) && Agrees(c.Item1, c.minimum, c.lambda, 1))
            .QuickCheckThrowOnFailure();
    }

    private static bool Agrees((int Gradient, int Count)[] cells, int minimum, int lambda, double? hessianUnit)
    {
        var parameters = new TreeParameters { MinimumExampleCountPerLeaf = minimum, L2Regularization = lambda };
        long[] packed = [.. cells.Select(c => ((long)c.Gradient << FixedPointSums.CountBits) + c.Count)];
        var found = SplitCandidate.None;

        // With one as each row's hessian both variants must agree.
        long[] hessians = hessianUnit is null ? [] : [.. cells.Select(c => (long)c.Count)];

        new SplitFinder(parameters, 1, hessianUnit).Improve(
            ref found, 0, packed, hessians, packed.Sum(), hessians.Sum(), new long[SplitFinder.WorkspaceLength]);

        var expected = BestGain(cells, minimum, lambda);
        var tolerance = 1e-9 * (1 + Score(cells, lambda));
        return found.Exists
            ? Math.Abs(found.Gain - expected) < tolerance && Describes(found, cells)
            : expected < tolerance;
    }

    private static bool Describes(SplitCandidate split, (int Gradient, int Count)[] cells)
    {
        var left = LeftOf(cells, split.Bin, split.MissingGoesLeft);
        return FixedPointSums.Count(split.LeftPacked) == left.Sum(c => c.Count)
            && FixedPointSums.Gradient(split.LeftPacked) == left.Sum(c => c.Gradient);
    }

    private static double BestGain((int Gradient, int Count)[] cells, int minimum, int lambda)
    {
        var best = 0.0;
        foreach (var missingGoesLeft in new[] { false, true })
        {
            for (var bin = 0; bin < cells.Length - 1; bin++)
            {
                var left = LeftOf(cells, bin, missingGoesLeft);
                var leftCount = left.Sum(c => c.Count);
                var rightCount = cells.Sum(c => c.Count) - leftCount;
                if (Math.Min(leftCount, rightCount) >= minimum)
                {
                    (int, int)[] right = [(cells.Sum(c => c.Gradient) - left.Sum(c => c.Gradient), rightCount)];
                    best = Math.Max(best, Score(left, lambda) + Score(right, lambda) - Score(cells, lambda));
                }
            }
        }

        return best;
    }

    private static (int Gradient, int Count)[] LeftOf((int, int)[] cells, int bin, bool missingGoesLeft) =>
        missingGoesLeft ? [.. cells[..(bin + 1)], cells[^1]] : cells[..(bin + 1)];

    private static double Score((int Gradient, int Count)[] cells, int lambda)
    {
        var gradient = (double)cells.Sum(c => c.Gradient);
        var weight = cells.Sum(c => c.Count) + lambda;
        return weight == 0 ? 0 : gradient * gradient / weight;
    }
}
