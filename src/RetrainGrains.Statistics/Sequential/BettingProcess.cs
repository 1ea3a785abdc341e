using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Sequential;

/// <summary>
/// The capital of a gambler against "the mean is m" (or at most m, or at least m): K = Π (1 + λ (x - m)) with bets from
/// the past. If the claim holds it ever reaches 1/α with a chance of at most α, at any sample size and however often
/// one looks. The bet is (μ - m) / (σ² + (μ - m)²), which nearly maximises growth, cut to half of what may be staked.
/// Waudby-Smith, Ramdas, JRSS B 2024.
/// </summary>
public sealed class BettingProcess : Resumable
{
    private const double LargestStake = 0.5;
    private readonly double mean;
    private readonly double lowest;
    private readonly double highest;
    private readonly ShiftDirection direction;
    private RegularisedMoments past;
    private double logUp;
    private double logDown;
    private double mostEvidence;

    /// <param name="mean">The claimed mean.</param>
    /// <param name="direction">Up bets that the mean is higher, Down that it is lower, Both halves the capital.</param>
    /// <param name="lowest">No observation is below.</param>
    /// <param name="highest">No observation is above.</param>
    public BettingProcess(
        double mean, ShiftDirection direction = ShiftDirection.Both, double lowest = 0, double highest = 1)
    {
        Demand.Positive(highest - lowest);
        Demand.Between(mean, lowest, highest);
        Demand.Chance((mean - lowest) / (highest - lowest), nameof(mean));
        this.mean = (mean - lowest) / (highest - lowest);
        this.direction = direction;
        this.lowest = lowest;
        this.highest = highest;
    }

    public long Count => past.Count;

    /// <summary>The logarithm of the capital: an e-value at any time.</summary>
    public double LogEvidence => direction switch
    {
        ShiftDirection.Up => logUp,
        ShiftDirection.Down => logDown,
        _ => Math.Max(logUp, logDown) + Math.Log((1 + Math.Exp(-Math.Abs(logUp - logDown))) / 2),
    };

    /// <summary>The inverse of the most capital so far: a p-value at any time.</summary>
    public double PValue => Math.Exp(-mostEvidence);

    private protected override StateFormat Format => new("BETP", 1);

    public void Update(double value)
    {
        Demand.Between(value, lowest, highest);
        var x = (value - lowest) / (highest - lowest);
        var edge = past.Mean - mean;
        var bet = edge / (past.Variance + edge * edge);
        logUp += Math.Log(1 + Math.Clamp(bet, 0, LargestStake / mean) * (x - mean));
        logDown += Math.Log(1 + Math.Clamp(bet, -LargestStake / (1 - mean), 0) * (x - mean));
        mostEvidence = Math.Max(mostEvidence, LogEvidence);
        past.Add(x);
    }

    public override void Reset()
    {
        past = default;
        logUp = logDown = mostEvidence = 0;
    }

    private protected override void Exchange(ref StateCodec codec)
    {
        codec.Setting(nameof(mean), mean);
        codec.Setting(nameof(direction), (int)direction);
        codec.Setting(nameof(lowest), lowest);
        codec.Setting(nameof(highest), highest);
        past.Exchange(ref codec);
        codec.Value(ref logUp);
        codec.Value(ref logDown);
        codec.Value(ref mostEvidence);
    }
}
