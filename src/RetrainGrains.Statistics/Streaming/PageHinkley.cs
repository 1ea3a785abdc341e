namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// Alarms when a mean has risen: S = max(0, forgetting S + (x - mean - delta)) reaches the threshold. Page,
/// Biometrika 1954; Hinkley, Biometrika 1971; decides as river does. Standardised, x - mean counts in standard
/// deviations.
/// </summary>
public sealed class PageHinkley : ChangeDetector
{
    private readonly PageHinkleySettings settings;
    private RunningMoments moments;
    private double sum;

    public PageHinkley(PageHinkleySettings? settings = null)
    {
        this.settings = settings ??= new PageHinkleySettings();
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MinimumCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Delta, 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.Threshold, 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.Forgetting, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.Forgetting, 1);
    }

    private protected override StateFormat Format => new("PGHK", 1);

    private protected override ChangeSignal Observe(double value)
    {
        moments.Add(value);
        sum = Math.Max(0, settings.Forgetting * sum + Rise(value));
        // river counts from one: its thirtieth count is the twenty-ninth observation.
        return moments.Count + 1 >= settings.MinimumCount && sum >= settings.Threshold
            ? ChangeSignal.Drift
            : ChangeSignal.Quiet;
    }

    private protected override void Restart()
    {
        moments = default;
        sum = 0;
    }

    private protected override void ExchangeWatch(ref StateCodec codec)
    {
        codec.Setting(nameof(PageHinkleySettings.MinimumCount), settings.MinimumCount);
        codec.Setting(nameof(PageHinkleySettings.Delta), settings.Delta);
        codec.Setting(nameof(PageHinkleySettings.Threshold), settings.Threshold);
        codec.Setting(nameof(PageHinkleySettings.Forgetting), settings.Forgetting);
        codec.Setting(nameof(PageHinkleySettings.Standardise), settings.Standardise ? 1 : 0);
        moments.Exchange(ref codec);
        codec.Value(ref sum);
    }

    private double Rise(double value)
    {
        var rise = value - moments.Mean;
        if (!settings.Standardise) return rise - settings.Delta;
        if (moments.Count < settings.MinimumCount) return 0;
        var deviation = Math.Sqrt(moments.SampleVariance);
        // A stream that never varied has no unit to count in.
        return deviation == 0 ? 0 : rise / deviation - settings.Delta;
    }
}
