using MathNet.Numerics.Distributions;

namespace RetrainGrains.Statistics.Sequential;

/// <summary>The same as <see cref="TwoSidedNormalMixture"/>, with bets on positive sums only.</summary>
public sealed class OneSidedNormalMixture : MixtureBoundary
{
    public OneSidedNormalMixture(double rho)
    {
        Demand.Positive(rho);
        Rho = rho;
    }

    public double Rho { get; }

    /// <summary>The ρ with the tightest boundary at that variance and level, which is below one half.</summary>
    public static double BestRho(double variance, double alpha) => TwoSidedNormalMixture.BestRho(variance, 2 * alpha);

    public override double LogEvidence(double sum, double variance) =>
        0.5 * Math.Log(4 * Rho / (variance + Rho)) + sum * sum / (2 * (variance + Rho))
            + Math.Log(Normal.CDF(0, 1, sum / Math.Sqrt(variance + Rho)));
}
