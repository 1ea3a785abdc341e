using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// Sums up what exceeds a tolerated shift from a fixed reference, upwards and downwards, and alarms beyond a threshold:
/// S = max(0, S ± z - k) > h with z the observation in standard deviations. Page, Biometrika 1954; learns its
/// reference as river does. The sums keep the unit of the stream.
/// </summary>
public sealed class Cusum : ChangeDetector
{
    private readonly CusumOptions settings;
    private RunningMoments learned;
    private double mean;
    private double deviation;
    private double up;
    private double down;

    public Cusum(CusumOptions? settings = null)
    {
        this.settings = settings ??= new CusumOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Slack, 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.Threshold, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.WarmUp, 2);
        if (settings.Reference is { } reference)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(reference.Deviation, 0);
        Restart();
    }

    private protected override StateFormat Format => new("CUSM", 1);

    private protected override ChangeSignal Observe(double value)
    {
        if (settings.Reference is null && learned.Rows < settings.WarmUp && !Learn(value)) return ChangeSignal.Quiet;
        var shift = value - mean;
        var slack = settings.Slack * deviation;
        up = Math.Max(0, up + shift - slack);
        down = Math.Max(0, down - shift - slack);
        var found = settings.Direction switch
        {
            ShiftDirection.Up => up,
            ShiftDirection.Down => down,
            _ => Math.Max(up, down),
        };
        Judged(found / deviation, settings.Threshold);
        return found > settings.Threshold * deviation ? ChangeSignal.Drift : ChangeSignal.Quiet;
    }

    private protected override void Restart()
    {
        learned = default;
        (mean, deviation) = settings.Reference ?? default;
        up = down = 0;
    }

    private protected override void ExchangeWatch(ref StateCodec codec)
    {
        codec.Setting(nameof(CusumOptions.Slack), settings.Slack);
        codec.Setting(nameof(CusumOptions.Threshold), settings.Threshold);
        codec.Setting(nameof(CusumOptions.WarmUp), settings.WarmUp);
        codec.Setting(nameof(CusumOptions.Reference), settings.Reference?.Mean ?? double.NaN);
        codec.Setting(nameof(CusumOptions.Reference), settings.Reference?.Deviation ?? double.NaN);
        codec.Setting(nameof(CusumOptions.Direction), (int)settings.Direction);
        codec.Moments(nameof(learned), ref learned);
        codec.Value(ref mean);
        codec.Value(ref deviation);
        codec.Value(ref up);
        codec.Value(ref down);
    }

    private bool Learn(double value)
    {
        learned = learned.Add(value);
        if (learned.Rows < settings.WarmUp) return false;
        mean = learned.Mean;
        deviation = Math.Sqrt(learned.SampleVariance);
        return true;
    }
}
