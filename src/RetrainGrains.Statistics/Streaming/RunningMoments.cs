namespace RetrainGrains.Statistics.Streaming;

/// <summary>Count, mean and squared deviations of a stream so far. Welford, Technometrics 1962.</summary>
internal struct RunningMoments
{
    private long count;
    private double mean;
    private double deviation;

    public readonly long Count => count;

    public readonly double Mean => mean;

    public readonly double PopulationVariance => count == 0 ? 0 : deviation / count;

    public readonly double SampleVariance => count < 2 ? 0 : deviation / (count - 1);

    public void Add(double value)
    {
        var distance = value - mean;
        mean += distance / ++count;
        deviation += distance * (value - mean);
    }

    public void Exchange(ref StateCodec codec)
    {
        codec.Count(nameof(count), ref count);
        codec.Value(ref mean);
        codec.Value(ref deviation);
    }
}
