using RetrainGrains.Statistics.Metrics;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Sequential;

/// <summary>
/// A confidence sequence for the mean of unbounded observations: |mean - μ| ≤ bound(n s²) / n with the two-sided normal
/// mixture. Asymptotic: the variance is estimated, so the promise is for samples of some dozens and more, and before
/// <c>leastCount</c> nothing is said.
/// </summary>
public sealed class NormalMixtureSequence : Resumable
{
    private readonly double alpha;
    private readonly int leastCount;
    private readonly double tightestAt;
    private RunningMoments moments;

    /// <param name="alpha">The chance of ever being wrong.</param>
    /// <param name="tightestAt">The number of observations at which the interval is to be narrowest.</param>
    /// <param name="leastCount">Observations before the first interval.</param>
    public NormalMixtureSequence(double alpha, double tightestAt = 1_000, int leastCount = 30)
    {
        Demand.Chance(alpha);
        Demand.Positive(tightestAt);
        ArgumentOutOfRangeException.ThrowIfLessThan(leastCount, 2);
        this.alpha = alpha;
        this.tightestAt = tightestAt;
        this.leastCount = leastCount;
    }

    public long Count => (long)moments.Rows;

    public AnytimeInterval Interval
    {
        get
        {
            if (Count < leastCount)
                return new AnytimeInterval(moments.Mean, double.NegativeInfinity, double.PositiveInfinity);
            // Counted in standard deviations, so that the tightest point is a number of observations.
            var boundary = new TwoSidedNormalMixture(TwoSidedNormalMixture.BestRho(tightestAt, alpha));
            var margin = Math.Sqrt(moments.SampleVariance) * boundary.Bound(Count, alpha) / Count;
            return new AnytimeInterval(moments.Mean, moments.Mean - margin, moments.Mean + margin);
        }
    }

    private protected override StateFormat Format => new("NMCS", 1);

    public void Update(double value)
    {
        Demand.Between(value, double.MinValue, double.MaxValue);
        moments = moments.Add(value);
    }

    public override void Reset() => moments = default;

    private protected override void Exchange(ref StateCodec codec)
    {
        codec.Setting(nameof(alpha), alpha);
        codec.Setting(nameof(tightestAt), tightestAt);
        codec.Setting(nameof(leastCount), leastCount);
        codec.Moments(nameof(moments), ref moments);
    }
}
