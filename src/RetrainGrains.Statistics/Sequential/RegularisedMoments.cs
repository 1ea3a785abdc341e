using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Sequential;

/// <summary>
/// The prediction of the next observation in [0, 1] from those before and one imagined (mean ½, variance ¼).
/// Waudby-Smith, Ramdas, "Estimating Means of Bounded Random Variables by Betting", JRSS B 2024.
/// </summary>
internal struct RegularisedMoments
{
    private long count;
    private double sum;
    private double deviation;

    public readonly long Count => count;

    public readonly double Sum => sum;

    public readonly double Mean => (0.5 + sum) / (count + 1);

    public readonly double Variance => (0.25 + deviation) / (count + 1);

    public void Add(double value)
    {
        count++;
        sum += value;
        // Each distance is to the mean that already knows the value.
        var distance = value - Mean;
        deviation += distance * distance;
    }

    public void Exchange(ref StateCodec codec)
    {
        codec.Count(nameof(count), ref count);
        codec.Value(ref sum);
        codec.Value(ref deviation);
    }
}
