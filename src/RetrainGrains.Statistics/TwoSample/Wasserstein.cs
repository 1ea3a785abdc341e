using System.Numerics;

namespace RetrainGrains.Statistics.TwoSample;

/// <summary>The mean distance that rows must be moved to turn one distribution into the other: ∫ |F − G|.</summary>
public static class Wasserstein
{
    public static double Distance(ReadOnlySpan<double> reference, ReadOnlySpan<double> current) =>
        CumulativeDistance.Integral(reference, current, Math.Abs);

    /// <summary>
    /// Computes the distance in units of the reference's standard deviation (with n), which counts as at least this
    /// floor.
    /// </summary>
    public static double NormedDistance(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current, double floor = 0.001)
    {
        if (!(floor > 0)) throw new ArgumentException($"floor is {floor}; it must be above 0", nameof(floor));
        return Distance(reference, current) / Math.Max(Moments.Of(reference).PopulationStandardDeviation, floor);
    }

    /// <summary>Computes the distance over bins, each taken as if all of its rows were at its position.</summary>
    public static double DistanceOfCounts<T>(
        ReadOnlySpan<double> positions, ReadOnlySpan<T> reference, ReadOnlySpan<T> current)
        where T : struct, INumber<T> =>
        CumulativeDistance.Integral(positions, reference, current, Math.Abs);
}
