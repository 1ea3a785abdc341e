namespace RetrainGrains.Learning.Trees;

/// <summary>The smallest value at which the given share of the weight is reached. Its buffers are used again.</summary>
internal sealed class WeightedQuantile(int capacity)
{
    private readonly double[] sorted = new double[capacity];
    private readonly double[] carried = new double[capacity];

    public double Of(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, double share)
    {
        values.CopyTo(sorted);
        if (weights.IsEmpty)
        {
            sorted.AsSpan(0, values.Length).Sort();
            return sorted[Math.Clamp((int)Math.Ceiling(share * values.Length) - 1, 0, values.Length - 1)];
        }

        weights.CopyTo(carried);
        sorted.AsSpan(0, values.Length).Sort(carried.AsSpan(0, values.Length));
        var wanted = 0.0;
        foreach (var weight in weights) wanted += share * weight;
        var (index, reached) = (0, carried[0]);
        while (reached < wanted && index < values.Length - 1) reached += carried[++index];
        return sorted[index];
    }
}
