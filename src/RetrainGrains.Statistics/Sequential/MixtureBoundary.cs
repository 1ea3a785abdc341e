namespace RetrainGrains.Statistics.Sequential;

/// <summary>
/// A supermartingale of a centred sum S and its variance process V that starts at one: its logarithm is evidence
/// against "S is centred", and where it reaches 1 / alpha lies a boundary that S crosses at any time with a chance of
/// at most alpha. Howard, Ramdas, McAuliffe, Sekhon, "Time-Uniform, Nonparametric, Nonasymptotic Confidence Sequences",
/// Annals of Statistics 2021. Every boundary is tightest near one chosen variance.
/// </summary>
public abstract class MixtureBoundary
{
    /// <summary>Computes the logarithm of the e-value; never decreasing in a sum above zero.</summary>
    public abstract double LogEvidence(double sum, double variance);

    /// <summary>The sum at which the evidence reaches 1 / alpha.</summary>
    public virtual double Bound(double variance, double alpha)
    {
        Demand.Chance(alpha);
        Demand.Variance(variance);
        var wanted = Math.Log(1 / alpha);
        double low = 0, high = Math.Max(variance, 1);
        while (LogEvidence(high, variance) < wanted) high *= 2;
        while (high - low > 1e-12 * high)
        {
            var middle = (low + high) / 2;
            if (LogEvidence(middle, variance) < wanted) low = middle;
            else high = middle;
        }
        return high;
    }
}
