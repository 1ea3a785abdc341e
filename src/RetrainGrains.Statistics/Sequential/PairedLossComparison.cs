using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Sequential;

/// <summary>
/// The comparison of champion and challenger on the same rows, looked at as often as one likes: how much lower the
/// challenger's loss has been on average over the rows so far, with an interval and evidence that hold at every row.
/// Choe, Ramdas, "Comparing Sequential Forecasters", Operations Research 2024.
/// </summary>
/// <remarks>
/// With d = champion's loss - challenger's loss the target is the average of E[d | past] up to now: rows need be
/// neither alike nor independent and versions may learn as they go; only losses must be bounded. The interval errs at
/// any time with a chance of at most alpha. Rows must not be chosen by their outcome: where some outcomes arrive sooner
/// than others, compare only rows old enough for both kinds.
/// </remarks>
public sealed class PairedLossComparison : Resumable
{
    // Differences over the largest loss lie in [-1, 1], an interval of length 2.
    private const double Length = 2;
    private readonly double alpha;
    private readonly double largestLoss;
    private readonly double tightestAt;
    private readonly GammaExponentialMixture mixture;
    private long count;
    private double sum;
    private double variance;

    /// <param name="largestLoss">Losses lie between 0 and this.</param>
    /// <param name="alpha">The chance that the interval is ever wrong.</param>
    /// <param name="tightestAt">
    /// The sum of squared differences, over the largest loss squared, at which the interval is to be narrowest; for 0-1
    /// losses the number of rows on which just one version is wrong.
    /// </param>
    public PairedLossComparison(double largestLoss = 1, double alpha = 0.05, double tightestAt = 100)
    {
        Demand.Positive(largestLoss);
        Demand.Chance(alpha);
        Demand.Positive(tightestAt);
        this.largestLoss = largestLoss;
        this.alpha = alpha;
        this.tightestAt = tightestAt;
        mixture = new GammaExponentialMixture(OneSidedNormalMixture.BestRho(tightestAt, alpha / 2), Length);
    }

    public long Count => count;

    /// <summary>The mean difference, in units of the loss: above zero the challenger has been better.</summary>
    public AnytimeInterval Interval
    {
        get
        {
            if (count == 0) return new AnytimeInterval(0, -largestLoss, largestLoss);
            var mean = sum / count;
            var margin = mixture.Bound(variance, alpha / 2) / count;
            var (lower, upper) = (Math.Max(-1, mean - margin), Math.Min(1, mean + margin));
            return new AnytimeInterval(largestLoss * mean, largestLoss * lower, largestLoss * upper);
        }
    }

    /// <summary>
    /// Computes the logarithm of the e-value against "on average so far the challenger's loss has not been lower by
    /// more than the margin": to promote at the first row where it reaches ln(1/α) is wrong with a chance of at most α.
    /// </summary>
    public double LogEvidenceForChallenger(double margin = 0) => LogEvidence(sum, margin);

    /// <summary>The same with the parts exchanged.</summary>
    public double LogEvidenceForChampion(double margin = 0) => LogEvidence(-sum, margin);

    private protected override StateFormat Format => new("PAIR", 1);

    public void Update(double championLoss, double challengerLoss)
    {
        Demand.Between(championLoss, 0, largestLoss);
        Demand.Between(challengerLoss, 0, largestLoss);
        var difference = (championLoss - challengerLoss) / largestLoss;
        var surprise = difference - (count == 0 ? 0 : sum / count);
        count++;
        sum += difference;
        variance += surprise * surprise;
    }

    public override void Reset()
    {
        count = 0;
        sum = variance = 0;
    }

    private protected override void Exchange(ref StateCodec codec)
    {
        codec.Setting(nameof(largestLoss), largestLoss);
        codec.Setting(nameof(alpha), alpha);
        codec.Setting(nameof(tightestAt), tightestAt);
        codec.Count(nameof(count), ref count);
        codec.Value(ref sum);
        codec.Value(ref variance);
    }

    private double LogEvidence(double advantage, double margin)
    {
        Demand.Between(margin, -largestLoss, largestLoss);
        return mixture.LogEvidence(advantage - count * margin / largestLoss, variance);
    }
}
