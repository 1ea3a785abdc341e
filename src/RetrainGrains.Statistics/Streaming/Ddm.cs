namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// The drift detection method: with p the error rate and s = sqrt(p (1 - p) / n), alarms when p + s exceeds p_min + 3
/// s_min, the values at the smallest p + s so far. Gama, Medas, Castillo, Rodrigues, "Learning with Drift Detection",
/// SBIA 2004; decides as river does. It has no stated rate of false alarms.
/// </summary>
public sealed class Ddm : ErrorRateDetector
{
    private readonly DdmOptions settings;
    private long count;
    private double rate;
    private double bestRate;
    private double bestDeviation;

    public Ddm(DdmOptions? settings = null)
    {
        this.settings = settings ??= new DdmOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.WarmUp, 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(settings.Warning, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Drift, settings.Warning);
        Restart();
    }

    private protected override StateFormat Format => new("DDM ", 1);

    private protected override ChangeSignal Observe(double value)
    {
        rate += (value - rate) / ++count;
        if (count <= settings.WarmUp) return ChangeSignal.Quiet;
        // Rounding may leave the mean of ones a hair above one.
        var deviation = Math.Sqrt(Math.Max(0, rate * (1 - rate)) / count);
        var now = rate + deviation;
        if (now <= bestRate + bestDeviation) (bestRate, bestDeviation) = (rate, deviation);
        Judged(now, bestRate + settings.Drift * bestDeviation);
        if (now > bestRate + settings.Drift * bestDeviation) return ChangeSignal.Drift;
        return now > bestRate + settings.Warning * bestDeviation ? ChangeSignal.Warning : ChangeSignal.Quiet;
    }

    private protected override void Restart()
    {
        count = 0;
        rate = 0;
        bestRate = bestDeviation = double.PositiveInfinity;
    }

    private protected override void ExchangeWatch(ref StateCodec codec)
    {
        codec.Setting(nameof(DdmOptions.WarmUp), settings.WarmUp);
        codec.Setting(nameof(DdmOptions.Warning), settings.Warning);
        codec.Setting(nameof(DdmOptions.Drift), settings.Drift);
        codec.Count(nameof(count), ref count);
        codec.Value(ref rate);
        codec.Value(ref bestRate);
        codec.Value(ref bestDeviation);
    }
}
