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
        if (Hessians is not null) HessianUnit = FixedPointSums.PackHessians(hessians, Hessians);
    }

    /// <summary>The sum of gradients, in the loss's own unit.</summary>
    public double Gradient(long packed) => FixedPointSums.Gradient(packed) * GradientUnit;

    /// <summary>The sum of hessians; without any it is the count.</summary>
    public double Hessian(long packed, long hessian) =>
        HessianUnit is { } unit ? hessian * unit : FixedPointSums.Count(packed);
}
