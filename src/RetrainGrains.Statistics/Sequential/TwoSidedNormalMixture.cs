namespace RetrainGrains.Statistics.Sequential;

/// <summary>
/// A mixture of bets with normally distributed sizes, in both directions: log E = ½ ln(ρ / (V + ρ)) + S² / (2 (V + ρ)).
/// For sums with sub-Gaussian steps; with an estimated variance the promise holds for large samples only.
/// </summary>
public sealed class TwoSidedNormalMixture : MixtureBoundary
{
    /// <param name="rho">From <see cref="BestRho"/>.</param>
    public TwoSidedNormalMixture(double rho)
    {
        Demand.Positive(rho);
        Rho = rho;
    }

    public double Rho { get; }

    /// <summary>The ρ with the tightest boundary at that variance and level.</summary>
    public static double BestRho(double variance, double alpha)
    {
        Demand.Positive(variance);
        Demand.Chance(alpha);
        var evidence = 2 * Math.Log(1 / alpha);
        return variance / (evidence + Math.Log(1 + evidence));
    }

    public override double LogEvidence(double sum, double variance) =>
        0.5 * Math.Log(Rho / (variance + Rho)) + sum * sum / (2 * (variance + Rho));

    public override double Bound(double variance, double alpha)
    {
        Demand.Variance(variance);
        Demand.Chance(alpha);
        return Math.Sqrt((variance + Rho) * (Math.Log(1 + variance / Rho) + 2 * Math.Log(1 / alpha)));
    }
}
