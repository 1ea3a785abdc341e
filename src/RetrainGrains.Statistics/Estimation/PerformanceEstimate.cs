using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Estimation;

/// <summary>
/// A metric before its outcomes arrive, and how far chance alone may carry the realised one from it.
/// </summary>
public readonly record struct PerformanceEstimate(double Value, double SamplingError, int Rows)
{
    /// <summary>
    /// Returns the interval of so many standard errors on both sides, three as NannyML draws them; it is cut to what
    /// the metric can be.
    /// </summary>
    public Interval Interval(
        double deviations = 3, double smallest = double.NegativeInfinity, double largest = double.PositiveInfinity) =>
        Metrics.Interval.Around(Value, deviations * SamplingError).Within(smallest, largest);
}
