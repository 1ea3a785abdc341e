namespace RetrainGrains.Learning.Baselines;

/// <summary>A mean that imagined rows pull towards a prior while real rows are few.</summary>
internal struct SmoothedMean
{
    private double sum;
    private double count;

    public void Add(double target)
    {
        sum += target;
        count++;
    }

    public void AddAll(ReadOnlySpan<double> targets)
    {
        foreach (var target in targets) Add(target);
    }

    /// <summary>Computes the mean with as many imagined ones as zeros: Laplace's rule of succession.</summary>
    public readonly double TowardsHalf(double smoothing) => Towards(0.5, 2 * smoothing);

    public readonly double Towards(double prior, double weight) =>
        count + weight > 0 ? (sum + prior * weight) / (count + weight) : prior;
}
