namespace RetrainGrains.Learning.Trees;

/// <summary>The gradients of all rows in fixed point, with the units that turn their sums back into numbers.</summary>
internal sealed class GradientSums(int rowCount, bool hasHessians)
{
    public long[] Packed { get; } = new long[rowCount];

    // Null when every row's hessian is one: then the count is the hessian.
    public long[]? Hessians { get; } = hasHessians ? new long[rowCount] : null;

    public double GradientUnit { get; private set; }

    public double? HessianUnit { get; private set; }

    public void Load(ReadOnlySpan<double> gradients, ReadOnlySpan<double> hessians)
    {
        GradientUnit = FixedPointSums.PackGradients(gradients, Packed);
        if (Hessians is not null)
        {
            HessianUnit = FixedPointSums.PackHessians(hessians, Hessians);
        }
    }

    /// <summary>The sum of hessians; the row count where every hessian is one.</summary>
    public double Cover(long packed, long hessian) =>
        HessianUnit is { } unit ? hessian * unit : FixedPointSums.Count(packed);

    /// <summary>The Newton step of a leaf: -G / (H + lambda).</summary>
    public double NewtonStep(long packed, long hessian, double lambda)
    {
        var gradient = FixedPointSums.Gradient(packed) * GradientUnit;
        var weight = Cover(packed, hessian);
        return weight + lambda > 0 ? -gradient / (weight + lambda) : 0;
    }
}
