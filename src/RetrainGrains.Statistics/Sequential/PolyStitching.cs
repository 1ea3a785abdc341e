namespace RetrainGrains.Statistics.Sequential;

/// <summary>
/// A closed-form boundary that grows as sqrt(V ln ln V), from bounds of geometric epochs stitched together: for steps
/// of scale c (negative: lighter than Gaussian on that side). Howard et al. 2021, with
/// their polynomial weights.
/// </summary>
public sealed class PolyStitching
{
    // Exponent of the weights and ratio of the epochs, as the authors' package has them.
    private const double Exponent = 1.4;
    private const double Ratio = 2;
    private static readonly double Root = (Math.Pow(Ratio, 0.25) + Math.Pow(Ratio, -0.25)) / Math.Sqrt(2);
    private static readonly double Linear = (Math.Sqrt(Ratio) + 1) / 2;
    private static readonly double Offset = Math.Log(Zeta(Exponent) / Math.Pow(Math.Log(Ratio), Exponent));
    private readonly double least;
    private readonly double scale;

    /// <param name="leastVariance">Below it the boundary stays flat; it is tightest soon above.</param>
    /// <param name="scale">c of the steps.</param>
    public PolyStitching(double leastVariance, double scale)
    {
        Demand.Positive(leastVariance);
        Demand.Between(scale, -1e6, 1e6);
        least = leastVariance;
        this.scale = scale;
    }

    public double Bound(double variance, double alpha)
    {
        Demand.Variance(variance);
        Demand.Chance(alpha);
        var v = Math.Max(variance, least);
        var ell = Exponent * Math.Log(Math.Log(Ratio * v / least)) + Offset + Math.Log(1 / alpha);
        var linear = Linear * scale * ell;
        return Math.Sqrt(Root * Root * v * ell + linear * linear) + linear;
    }

    // Euler and Maclaurin: a sum, its remaining integral, and two corrections.
    private static double Zeta(double exponent)
    {
        const int terms = 100;
        var sum = Enumerable.Range(1, terms - 1).Sum(n => Math.Pow(n, -exponent));
        return sum + Math.Pow(terms, 1 - exponent) / (exponent - 1) + Math.Pow(terms, -exponent) / 2
            + exponent * Math.Pow(terms, -exponent - 1) / 12;
    }
}
