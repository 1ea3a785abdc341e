using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Trees;

/// <summary>
/// The gradient-based one-side sampling (Ke et al. 2017, algorithm 2): keeps the rows that are predicted worst and a
/// part of the others, which then count for all of them.
/// </summary>
internal sealed class GradientSampling(TreeParameters parameters, int rowCount)
{
    private readonly float[] sizes = new float[rowCount];
    private readonly float[] sorted = new float[rowCount];
    private readonly int kept = (int)Math.Ceiling(parameters.TopGradientFraction * rowCount);

    /// <summary>Marks the drawn rows and weights those up that stand for others.</summary>
    public void Draw(
        Span<bool> drawn, Span<double> gradients, Span<double> hessians, ref SeededGenerator generator)
    {
        for (var row = 0; row < rowCount; row++) sizes[row] = (float)Math.Abs(gradients[row] * hessians[row]);
        sizes.CopyTo(sorted, 0);
        FloatRadixSort.Sort(sorted);
        var limit = sorted[rowCount - kept];
        var others = rowCount - kept;
        var wanted = (int)Math.Min(others, Math.Ceiling(parameters.OtherGradientFraction * rowCount));
        var atLimit = kept - CountAbove(limit);
        var factor = (double)others / wanted;
        for (var row = 0; row < rowCount; row++)
        {
            drawn[row] = sizes[row] > limit || (sizes[row] == limit && atLimit-- > 0);
            if (drawn[row]) continue;
            drawn[row] = generator.Next(others--) < wanted;
            if (drawn[row])
            {
                wanted--;
                gradients[row] *= factor;
                hessians[row] *= factor;
            }
        }
    }

    private int CountAbove(float limit)
    {
        var above = 0;
        foreach (var size in sizes) above += size > limit ? 1 : 0;
        return above;
    }
}
