using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Estimation;

/// <summary>
/// The range that a metric, realised or estimated, may be in: within so many standard deviations (with n) of the mean
/// over the reference's chunks. A limit that no value of the metric can pass is left out.
/// </summary>
public sealed record MetricThreshold(double? Lower, double? Upper)
{
    public static MetricThreshold Of(
        ReadOnlySpan<double> chunkValues, double deviations = 3, double smallest = double.NegativeInfinity,
        double largest = double.PositiveInfinity)
    {
        Sample.Check(chunkValues, 2);
        if (!(deviations > 0))
        {
            throw new ArgumentException($"deviations is {deviations}; it must be above 0", nameof(deviations));
        }
        var moments = Moments.Of(chunkValues);
        var reach = deviations * moments.PopulationStandardDeviation;
        var (lower, upper) = (moments.Mean - reach, moments.Mean + reach);
        return new MetricThreshold(lower > smallest ? lower : null, upper < largest ? upper : null);
    }

    public bool Breaches(double value) => value < Lower || value > Upper;
}
