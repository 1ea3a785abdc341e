using RetrainGrains.Learning.Data;

namespace RetrainGrains.Learning.Trees;

/// <summary>
/// A loss that is squared for small residuals, absolute for large ones. What is large follows the residuals: a quantile
/// of their sizes, set anew for each tree (Friedman 2001, section 4.4), so that it needs no unit.
/// </summary>
internal sealed class HuberLoss : BoostingLoss
{
    private float[] sizes = [];
    private double width = double.PositiveInfinity;

    public override bool HasHessians => false;

    public override double InitialScore(Dataset rows) =>
        new WeightedQuantile(rows.Count).Of(rows.Targets, rows.Weights, 0.5);

    public override void Derive(
        ReadOnlySpan<double> targets, ReadOnlySpan<double> scores, Span<double> gradients, Span<double> hessians)
    {
        width = WidthOf(targets, scores);
        for (var row = 0; row < targets.Length; row++)
        {
            gradients[row] = Math.Clamp(scores[row] - targets[row], -width, width);
        }
    }

    public override double Of(double target, double score)
    {
        var size = Math.Abs(score - target);
        return size <= width ? size * size / 2 : width * (size - width / 2);
    }

    private double WidthOf(ReadOnlySpan<double> targets, ReadOnlySpan<double> scores)
    {
        if (sizes.Length != targets.Length) sizes = new float[targets.Length];
        for (var row = 0; row < sizes.Length; row++) sizes[row] = (float)Math.Abs(scores[row] - targets[row]);
        FloatRadixSort.Sort(sizes);
        return sizes[(int)(TreeDefaults.HuberQuantile * (sizes.Length - 1))];
    }
}
