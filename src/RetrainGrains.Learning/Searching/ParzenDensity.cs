using MathNet.Numerics.Distributions;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Searching;

/// <summary>
/// A density on 0 to 1: a normal kernel, cut off at the ends, at each point, as wide as the larger distance to its
/// neighbours, and one wide kernel in the middle for what is not known (Bergstra et al. 2011, section 4.2).
/// </summary>
internal sealed class ParzenDensity
{
    private readonly (double Centre, double Width)[] kernels;

    public ParzenDensity(IEnumerable<double> points, double minimumWidth)
    {
        const double PriorCentre = 0.5;
        double[] sorted = [.. points.Append(PriorCentre).Order()];
        kernels = new (double, double)[sorted.Length];

        // Many points are told apart by narrower kernels.
        var narrowest = Math.Max(minimumWidth, 1.0 / Math.Min(100, 1 + sorted.Length));
        for (var i = 0; i < sorted.Length; i++)
        {
            var below = i == 0 ? sorted[i] : sorted[i] - sorted[i - 1];
            var above = i == sorted.Length - 1 ? 1 - sorted[i] : sorted[i + 1] - sorted[i];
            kernels[i] = (sorted[i], Math.Clamp(Math.Max(below, above), narrowest, 1));
        }

        kernels[Array.IndexOf(sorted, PriorCentre)].Width = 1;
    }

    public double At(double place) => kernels.Average(kernel =>
        Normal.PDF(kernel.Centre, kernel.Width, place)
            / (Normal.CDF(kernel.Centre, kernel.Width, 1) - Normal.CDF(kernel.Centre, kernel.Width, 0)));

    public double Draw(ref SeededGenerator generator)
    {
        var (centre, width) = kernels[generator.Next(kernels.Length)];
        var (low, high) = (Normal.CDF(centre, width, 0), Normal.CDF(centre, width, 1));
        return Math.Clamp(Normal.InvCDF(centre, width, low + generator.NextDouble() * (high - low)), 0, 1);
    }
}
