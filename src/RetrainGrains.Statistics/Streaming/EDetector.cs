namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// Alarms on a moved mean with a promise and no model: as long as every observation lies in its range and its mean
/// given the past keeps to the baseline, the expected number of observations to a false alarm is at least the chosen
/// run length, for any distribution and any dependence. Shin, Ramdas, Rinaldo, "E-detectors", arXiv 2203.03532.
/// </summary>
/// <remarks>
/// A bet of size λ on a rise multiplies by L = 1 + λ (x - m), which is never negative and has a mean of at most one.
/// The recursion M = L (M + 1) makes M(n) - n a supermartingale, so E[n] ≥ E[M(n)] ≥ the run length at the alarm.
/// Averages over sizes and directions of bets keep the property; a fixed set of sizes bounds memory. The baseline must
/// be known or an upper bound: estimated from data, the promise holds for the estimate.
/// </remarks>
public sealed class EDetector : ChangeDetector
{
    // From all but everything that may be staked down to half a per cent of it: ratio sqrt(2).
    private const int BetsPerDirection = 16;
    private const double LargestStake = 0.95;
    private readonly EDetectorOptions settings;
    private readonly double baseline;
    private readonly double[] bets;
    private readonly double[] evidence;

    public EDetector(EDetectorOptions settings)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.Highest, settings.Lowest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.Highest - settings.Lowest, double.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.Baseline, settings.Lowest);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(settings.Baseline, settings.Highest);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.AverageRunLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.AverageRunLength, 1e12);
        this.settings = settings;
        baseline = (settings.Baseline - settings.Lowest) / (settings.Highest - settings.Lowest);
        bets = Bets();
        evidence = new double[bets.Length];
    }

    /// <summary>The evidence of a change so far; the run length is the threshold.</summary>
    public double Evidence
    {
        get
        {
            var sum = 0.0;
            foreach (var value in evidence) sum += value;
            return sum / evidence.Length;
        }
    }

    private protected override StateFormat Format => new("EDET", 1);

    private protected override double Lowest => settings.Lowest;

    private protected override double Highest => settings.Highest;

    // An alarm ends the watch, so evidence stays below 32 times the run length times the largest bet: no overflow.
    private protected override ChangeSignal Observe(double value)
    {
        var shift = (value - settings.Lowest) / (settings.Highest - settings.Lowest) - baseline;
        var sum = 0.0;
        for (var i = 0; i < bets.Length; i++)
        {
            var before = settings.Rule == EDetectorRule.Cusum ? Math.Max(evidence[i], 1) : evidence[i] + 1;
            // Rounding could take a product that is exactly zero below it.
            evidence[i] = Math.Max(0, 1 + bets[i] * shift) * before;
            sum += evidence[i];
        }
        Judged(sum / bets.Length, settings.AverageRunLength);
        return sum >= settings.AverageRunLength * bets.Length ? ChangeSignal.Drift : ChangeSignal.Quiet;
    }

    private protected override void Restart() => Array.Clear(evidence);

    private protected override void ExchangeWatch(ref StateCodec codec)
    {
        codec.Setting(nameof(EDetectorOptions.Baseline), settings.Baseline);
        codec.Setting(nameof(EDetectorOptions.Lowest), settings.Lowest);
        codec.Setting(nameof(EDetectorOptions.Highest), settings.Highest);
        codec.Setting(nameof(EDetectorOptions.AverageRunLength), settings.AverageRunLength);
        codec.Setting(nameof(EDetectorOptions.Direction), (int)settings.Direction);
        codec.Setting(nameof(EDetectorOptions.Rule), (int)settings.Rule);
        codec.Values(evidence);
    }

    /// <summary>
    /// Computes the sizes of the bets: those on a rise are positive and at most 1 / m, on a fall negative and at most 1
    /// / (1 - m) in size.
    /// </summary>
    private double[] Bets()
    {
        var stakes = Enumerable.Range(0, BetsPerDirection).Select(i => LargestStake * Math.Pow(2, -i / 2.0)).ToArray();
        var up = stakes.Select(stake => stake / baseline);
        var down = stakes.Select(stake => -stake / (1 - baseline));
        return settings.Direction switch
        {
            ShiftDirection.Up => [.. up],
            ShiftDirection.Down => [.. down],
            _ => [.. up, .. down],
        };
    }
}
