using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Sequential;

/// <summary>
/// A confidence sequence for the mean of bounded observations, valid at every sample size: centre Σλx / Σλ, margin
/// (ln(2/α) + Σ (x - μ)² ψ(λ)) / Σλ with ψ(λ) = -ln(1 - λ) - λ and, from the past only, μ and
/// λ(t) = min(½, sqrt(2 ln(2/α) / (t ln(1 + t) σ²))). Waudby-Smith, Ramdas, JRSS B 2024, theorem 2. It assumes that
/// every observation has the same mean given the past; otherwise it covers the λ-weighted average of those means.
/// </summary>
public sealed class EmpiricalBernsteinSequence : Resumable
{
    private const double LargestBet = 0.5;
    private readonly double alpha;
    private readonly double lowest;
    private readonly double highest;
    private RegularisedMoments past;
    private double weights;
    private double weighted;
    private double penalty;

    public EmpiricalBernsteinSequence(double alpha, double lowest = 0, double highest = 1)
    {
        Demand.Chance(alpha);
        Demand.Between(lowest, double.MinValue, double.MaxValue);
        Demand.Positive(highest - lowest);
        this.alpha = alpha;
        this.lowest = lowest;
        this.highest = highest;
    }

    public long Count => past.Count;

    public AnytimeInterval Interval
    {
        get
        {
            if (Count == 0) return new AnytimeInterval((lowest + highest) / 2, lowest, highest);
            var centre = weighted / weights;
            var margin = (Math.Log(2 / alpha) + penalty) / weights;
            var (lower, upper) = (Math.Max(0, centre - margin), Math.Min(1, centre + margin));
            return new AnytimeInterval(Unscaled(past.Sum / Count), Unscaled(lower), Unscaled(upper));
        }
    }

    private protected override StateFormat Format => new("EBCS", 1);

    public void Update(double value)
    {
        Demand.Between(value, lowest, highest);
        var x = (value - lowest) / (highest - lowest);
        var t = past.Count + 1;
        var bet = Math.Min(
            LargestBet, Math.Sqrt(2 * Math.Log(2 / alpha) / (t * Math.Log(1.0 + t) * past.Variance)));
        var distance = x - past.Mean;
        weights += bet;
        weighted += bet * x;
        penalty += distance * distance * (-Math.Log(1 - bet) - bet);
        past.Add(x);
    }

    public override void Reset()
    {
        past = default;
        weights = weighted = penalty = 0;
    }

    private protected override void Exchange(ref StateCodec codec)
    {
        codec.Setting(nameof(alpha), alpha);
        codec.Setting(nameof(lowest), lowest);
        codec.Setting(nameof(highest), highest);
        past.Exchange(ref codec);
        codec.Value(ref weights);
        codec.Value(ref weighted);
        codec.Value(ref penalty);
    }

    private double Unscaled(double x) => lowest + (highest - lowest) * x;
}
