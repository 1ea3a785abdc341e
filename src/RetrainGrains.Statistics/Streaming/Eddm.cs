using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// The early drift detection method: watches the distance between errors; alarms when its mean + 2 deviations falls
/// below a share of the largest value so far. Baena-García et al., "Early Drift Detection Method", IWKDDS 2006; decides
/// as river does. It has no stated rate of false alarms.
/// </summary>
public sealed class Eddm : ErrorRateDetector
{
    private readonly EddmOptions settings;
    private RunningMoments distances;
    private long count;
    private long lastError;
    private double longest;

    public Eddm(EddmOptions? settings = null)
    {
        this.settings = settings ??= new EddmOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.WarmUp, 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.Drift, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Warning, settings.Drift);
        Restart();
    }

    private protected override StateFormat Format => new("EDDM", 1);

    private protected override ChangeSignal Observe(double value)
    {
        count++;
        if (value != 1) return Signal;
        distances = distances.Add(count - lastError);
        lastError = count;
        if (count <= settings.WarmUp) return Signal;
        var distance = distances.Mean + 2 * Math.Sqrt(distances.SampleVariance);
        if (distance > longest)
        {
            longest = distance;
            return Signal;
        }
        if (distances.Rows <= settings.WarmUp) return Signal;
        var share = distance / longest;
        Judged(share, settings.Drift);
        if (share < settings.Drift) return ChangeSignal.Drift;
        return share < settings.Warning ? ChangeSignal.Warning : ChangeSignal.Quiet;
    }

    private protected override void Restart()
    {
        distances = default;
        count = lastError = 0;
        longest = -1;
    }

    private protected override void ExchangeWatch(ref StateCodec codec)
    {
        codec.Setting(nameof(EddmOptions.WarmUp), settings.WarmUp);
        codec.Setting(nameof(EddmOptions.Warning), settings.Warning);
        codec.Setting(nameof(EddmOptions.Drift), settings.Drift);
        codec.Moments(nameof(distances), ref distances);
        codec.Count(nameof(count), ref count);
        codec.Count(nameof(lastError), ref lastError, count);
        codec.Value(ref longest);
    }
}
