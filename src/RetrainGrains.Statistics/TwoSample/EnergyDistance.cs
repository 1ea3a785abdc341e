using System.Numerics;

namespace RetrainGrains.Statistics.TwoSample;

/// <summary>
/// The distance √(2 ∫ (F − G)²), the same as √(2 E|X − Y| − E|X − X′| − E|Y − Y′|) (Székely &amp; Rizzo 2013): less
/// moved by a few far rows than Wasserstein's distance is.
/// </summary>
public static class EnergyDistance
{
    public static double Of(ReadOnlySpan<double> reference, ReadOnlySpan<double> current) =>
        Math.Sqrt(2 * CumulativeDistance.Integral(reference, current, difference => difference * difference));

    /// <summary>Computes the distance over bins, each taken as if all of its rows were at its position.</summary>
    public static double OfCounts<T>(
        ReadOnlySpan<double> positions, ReadOnlySpan<T> reference, ReadOnlySpan<T> current)
        where T : struct, INumber<T> =>
        Math.Sqrt(2 * CumulativeDistance.Integral(
            positions, reference, current, difference => difference * difference));
}
