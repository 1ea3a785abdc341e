namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// Watches a stream of numbers and says when it has changed. An update allocates nothing, memory is bounded by the
/// settings, and after an alarm the next observation starts a new watch.
/// </summary>
public abstract class ChangeDetector : Resumable
{
    public ChangeSignal Signal { get; private set; }

    /// <summary>
    /// The statistic of the newest verdict, in the detector's own terms. It explains, and is not saved.
    /// </summary>
    public double Statistic { get; private set; }

    /// <summary>The threshold that the statistic was compared with.</summary>
    public double Threshold { get; private set; }

    public bool DriftDetected => Signal == ChangeSignal.Drift;

    public ChangeSignal Update(double value)
    {
        if (!(value >= Lowest && value <= Highest))
            throw new ArgumentOutOfRangeException(
                nameof(value), value, $"An observation for {GetType().Name} lies between {Lowest} and {Highest}.");
        if (DriftDetected && RestartsAfterDrift) Reset();
        return Signal = Observe(value);
    }

    public sealed override void Reset()
    {
        Signal = ChangeSignal.Quiet;
        Restart();
    }

    private protected virtual double Lowest => double.MinValue;

    private protected virtual double Highest => double.MaxValue;

    private protected virtual bool RestartsAfterDrift => true;

    private protected void Judged(double statistic, double threshold) =>
        (Statistic, Threshold) = (statistic, threshold);

    private protected abstract ChangeSignal Observe(double value);

    private protected abstract void Restart();

    private protected abstract void ExchangeWatch(ref StateCodec codec);

    private protected sealed override void Exchange(ref StateCodec codec)
    {
        var signal = (int)Signal;
        codec.Count(nameof(Signal), ref signal, (int)ChangeSignal.Drift);
        Signal = (ChangeSignal)signal;
        ExchangeWatch(ref codec);
    }
}
