namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// Alarms when a mean has moved: S = max(0, forgetting S + (x - mean - delta)) reaches the threshold, and the mirror
/// image for a fall. Page, Biometrika 1954; Hinkley, Biometrika 1971. Decides as river's form with a floor at zero
/// does; its later form takes the distance from the lowest sum instead. Standardised, x - mean counts in standard
/// deviations.
/// </summary>
public sealed class PageHinkley : ChangeDetector
{
    private readonly PageHinkleySettings settings;
    private RunningMoments moments;
    private double up;
    private double down;

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
        if (Shift(value) is { } shift)
        {
            up = Math.Max(0, settings.Forgetting * up + (shift - settings.Delta));
            down = Math.Max(0, settings.Forgetting * down - (shift + settings.Delta));
        }
        var found = settings.Direction switch
        {
            ShiftDirection.Up => up,
            ShiftDirection.Down => down,
            _ => Math.Max(up, down),
        };
        // river counts from one: its thirtieth count is the twenty-ninth observation.
        return moments.Count + 1 >= settings.MinimumCount && found >= settings.Threshold
            ? ChangeSignal.Drift
            : ChangeSignal.Quiet;
    }

    private protected override void Restart()
    {
        moments = default;
        up = down = 0;
    }

    private protected override void ExchangeWatch(ref StateCodec codec)
    {
        codec.Setting(nameof(PageHinkleySettings.MinimumCount), settings.MinimumCount);
        codec.Setting(nameof(PageHinkleySettings.Delta), settings.Delta);
        codec.Setting(nameof(PageHinkleySettings.Threshold), settings.Threshold);
        codec.Setting(nameof(PageHinkleySettings.Forgetting), settings.Forgetting);
        codec.Setting(nameof(PageHinkleySettings.Standardise), settings.Standardise ? 1 : 0);
        codec.Setting(nameof(PageHinkleySettings.Direction), (int)settings.Direction);
        moments.Exchange(ref codec);
        codec.Value(ref up);
        codec.Value(ref down);
    }

    private double? Shift(double value)
    {
        var shift = value - moments.Mean;
        if (!settings.Standardise) return shift;
        if (moments.Count < settings.MinimumCount) return null;
        var deviation = Math.Sqrt(moments.SampleVariance);
        // A stream that never varied has no unit to count in.
        return deviation == 0 ? null : shift / deviation;
    }
}
