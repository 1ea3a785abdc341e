using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// Alarms when a mean has moved: S = forgetting S + (x - mean - delta) is a threshold above its floor, and the mirror
/// image for a fall. Page, Biometrika 1954; Hinkley, Biometrika 1971. Decides as river does, in both of its forms.
/// Standardised, x - mean counts in standard deviations of the stream so far, and alarms do not depend on its unit.
/// </summary>
public sealed class PageHinkley : ChangeDetector
{
    private readonly PageHinkleyOptions settings;
    private RunningMoments moments;
    private Excess up;
    private Excess down;

    public PageHinkley(PageHinkleyOptions? settings = null)
    {
        this.settings = settings ??= new PageHinkleyOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MinimumCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Delta, 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.Threshold, 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.Forgetting, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.Forgetting, 1);
    }

    private protected override StateFormat Format => new("PGHK", 1);

    private protected override ChangeSignal Observe(double value)
    {
        moments = moments.Add(value);
        if (Shift(value) is { } shift)
        {
            up.Add(shift, settings);
            down.Add(-shift, settings);
        }
        var found = settings.Direction switch
        {
            ShiftDirection.Up => up.Height,
            ShiftDirection.Down => down.Height,
            _ => Math.Max(up.Height, down.Height),
        };
        Judged(found, settings.Threshold);
        return IsAlarm(found) ? ChangeSignal.Drift : ChangeSignal.Quiet;
    }

    private protected override void Restart()
    {
        moments = default;
        up = down = default;
    }

    private protected override void ExchangeWatch(ref StateCodec codec)
    {
        codec.Setting(nameof(PageHinkleyOptions.MinimumCount), settings.MinimumCount);
        codec.Setting(nameof(PageHinkleyOptions.Delta), settings.Delta);
        codec.Setting(nameof(PageHinkleyOptions.Threshold), settings.Threshold);
        codec.Setting(nameof(PageHinkleyOptions.Forgetting), settings.Forgetting);
        codec.Setting(nameof(PageHinkleyOptions.Standardise), settings.Standardise ? 1 : 0);
        codec.Setting(nameof(PageHinkleyOptions.Direction), (int)settings.Direction);
        codec.Setting(nameof(PageHinkleyOptions.Form), (int)settings.Form);
        codec.Moments(nameof(moments), ref moments);
        up.Exchange(ref codec);
        down.Exchange(ref codec);
    }

    // The older form counts from one: its thirtieth count is the twenty-ninth observation.
    private bool IsAlarm(double height) => settings.Form == PageHinkleyForm.Floored
        ? moments.Rows + 1 >= settings.MinimumCount && height >= settings.Threshold
        : moments.Rows >= settings.MinimumCount && height > settings.Threshold;

    private double? Shift(double value)
    {
        var shift = value - moments.Mean;
        if (!settings.Standardise) return shift;
        if (moments.Rows < settings.MinimumCount) return null;
        var deviation = Math.Sqrt(moments.SampleVariance);
        // A stream that never varied has no unit to count in.
        return deviation == 0 ? null : shift / deviation;
    }

    private struct Excess
    {
        private double sum;
        private double floor;
        private bool started;

        public readonly double Height => sum - floor;

        public void Add(double shift, PageHinkleyOptions settings)
        {
            sum = settings.Forgetting * sum + (shift - settings.Delta);
            if (settings.Form == PageHinkleyForm.Floored) sum = Math.Max(0, sum);
            else floor = started ? Math.Min(floor, sum) : sum;
            started = true;
        }

        public void Exchange(ref StateCodec codec)
        {
            codec.Value(ref sum);
            codec.Value(ref floor);
            var flag = started ? 1 : 0;
            codec.Count(nameof(started), ref flag, 1);
            started = flag == 1;
        }
    }
}
