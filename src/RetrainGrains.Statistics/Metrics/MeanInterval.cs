using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Metrics;

/// <summary>
/// The interval of the mean of independent rows. Rows that depend on each other need <see cref="StationaryBootstrap"/>.
/// </summary>
public static class MeanInterval
{
    /// <summary>
    /// Computes the interval by Student's distribution: right for normal rows, and for many rows of any kind.
    /// </summary>
    public static Interval Student(Moments moments, double confidence = 0.95)
    {
        moments.Check(2, nameof(moments));
        return Interval.Around(moments.Mean, CriticalValue.Student(confidence, moments.Rows - 1) * Error(moments));
    }

    public static Interval Normal(Moments moments, double confidence = 0.95)
    {
        moments.Check(2, nameof(moments));
        return Interval.Around(moments.Mean, CriticalValue.Normal(confidence) * Error(moments));
    }

    private static double Error(Moments moments) => Math.Sqrt(moments.Variance / moments.Rows);
}
