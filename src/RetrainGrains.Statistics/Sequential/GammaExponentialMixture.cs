using MathNet.Numerics;

namespace RetrainGrains.Statistics.Sequential;

/// <summary>
/// A mixture for sums with sub-exponential steps of scale c: with d in an interval of length c and any prediction γ
/// made before it, S = Σ (d - E[d | past]) and V = Σ (d - γ)² qualify, at every sample size. A gamma distribution of
/// bets in [0, 1/c). Howard et al. 2021.
/// </summary>
public sealed class GammaExponentialMixture : MixtureBoundary
{
    private readonly double rho;
    private readonly double scale;
    private readonly double leading;

    /// <param name="rho">From <see cref="OneSidedNormalMixture.BestRho"/>.</param>
    /// <param name="scale">The length c of the interval of steps.</param>
    public GammaExponentialMixture(double rho, double scale)
    {
        Demand.Positive(rho);
        Demand.Positive(scale);
        this.rho = rho;
        this.scale = scale;
        var shape = rho / (scale * scale);
        leading = shape * Math.Log(shape) - SpecialFunctions.GammaLn(shape) - LogLowerGamma(shape, shape);
    }

    public override double LogEvidence(double sum, double variance)
    {
        var square = scale * scale;
        var shape = (variance + rho) / square;
        var at = (scale * sum + variance + rho) / square;
        // So far below zero every bet has all but lost.
        if (at <= 0) return double.NegativeInfinity;
        return leading + SpecialFunctions.GammaLn(shape) + LogLowerGamma(shape, at) - shape * Math.Log(at)
            + at - rho / square;
    }

    private static double LogLowerGamma(double shape, double at) =>
        Math.Log(SpecialFunctions.GammaLowerRegularized(shape, at));
}
