namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// The method of adaptive windowing: it keeps the longest window whose parts have one mean, and alarms when the older
/// part must go. Parts of n0 and n1 observations out of n differ when |mean0 - mean1| > sqrt(2 m v d) + (2/3) d m, with
/// m = 1/(n0 - minWindow + 1) + 1/(n1 - minWindow + 1), d = ln(2 ln(n) / delta) and v the variance of the window.
/// Bifet, Gavaldà, "Learning from Time-Changing Data with Adaptive Windowing", SDM 2007; decides as river does.
/// </summary>
public sealed class Adwin : ChangeDetector
{
    // 2^32 and more observations per window in some 3 KB; beyond it the oldest bucket is forgotten.
    private const int Rows = 32;
    private readonly AdwinOptions settings;
    private readonly ExponentialHistogram window;
    private int tick;

    public Adwin(AdwinOptions? settings = null)
    {
        this.settings = settings ??= new AdwinOptions();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.Delta, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(settings.Delta, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Clock, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaxBuckets, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.MaxBuckets, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MinWindow, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.GracePeriod, 1);
        window = new ExponentialHistogram(settings.MaxBuckets, Rows);
    }

    /// <summary>The number of latest observations that are taken to be alike.</summary>
    public long Width => window.Width;

    public double Mean => window.Width == 0 ? 0 : window.Total / window.Width;

    /// <summary>The population variance of the window.</summary>
    public double Variance => window.Width == 0 ? 0 : window.Deviation / window.Width;

    private protected override StateFormat Format => new("ADWN", 1);

    private protected override bool RestartsAfterDrift => settings.RestartAfterDrift;

    private protected override ChangeSignal Observe(double value)
    {
        window.Add(value);
        if (++tick < settings.Clock) return ChangeSignal.Quiet;
        tick = 0;
        if (window.Width <= settings.GracePeriod || !HasCut()) return ChangeSignal.Quiet;
        do window.DropOldest();
        while (HasCut());
        return ChangeSignal.Drift;
    }

    private protected override void Restart()
    {
        window.Clear();
        tick = 0;
    }

    private protected override void ExchangeWatch(ref StateCodec codec)
    {
        codec.Setting(nameof(AdwinOptions.Delta), settings.Delta);
        codec.Setting(nameof(AdwinOptions.Clock), settings.Clock);
        codec.Setting(nameof(AdwinOptions.MaxBuckets), settings.MaxBuckets);
        codec.Setting(nameof(AdwinOptions.MinWindow), settings.MinWindow);
        codec.Setting(nameof(AdwinOptions.GracePeriod), settings.GracePeriod);
        codec.Setting(nameof(AdwinOptions.RestartAfterDrift), settings.RestartAfterDrift ? 1 : 0);
        codec.Count(nameof(tick), ref tick, settings.Clock - 1);
        window.Exchange(ref codec);
    }

    private bool HasCut()
    {
        double oldCount = 0, newCount = window.Width, oldTotal = 0, newTotal = window.Total;
        var variance = window.Deviation / newCount;
        var confidence = Math.Log(2 * Math.Log(newCount) / settings.Delta);
        var shorter = settings.MinWindow - 1;
        for (var row = window.LastRow; row >= 0; row--)
        {
            double size = 1L << row;
            foreach (var total in window.Totals(row))
            {
                oldCount += size;
                newCount -= size;
                oldTotal += total;
                newTotal -= total;
                if (newCount <= shorter) return false;
                if (oldCount <= shorter) continue;
                var m = 1 / (oldCount - shorter) + 1 / (newCount - shorter);
                var epsilon = Math.Sqrt(2 * m * variance * confidence) + 2.0 / 3 * confidence * m;
                var difference = Math.Abs(oldTotal / oldCount - newTotal / newCount);
                if (!(difference > epsilon)) continue;
                Judged(difference, epsilon);
                return true;
            }
        }
        return false;
    }
}
