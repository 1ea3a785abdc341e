namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// Compares the mean so far with the mean up to the most favourable earlier moment, by Hoeffding's bound on
/// observations in [0, 1]. Frías-Blanco et al., "Online and Non-Parametric Drift Detection Methods Based on Hoeffding's
/// Bounds", IEEE TKDE 2015 (the A-test); decides as river does. The levels hold for one look, not for a whole stream.
/// </summary>
public sealed class HddmA : ErrorRateDetector
{
    private readonly HddmOptions settings;
    private Sample all;
    private Sample lowest;
    private Sample highest;

    public HddmA(HddmOptions? settings = null)
    {
        this.settings = settings ?? new HddmOptions();
        this.settings.Demand();
    }

    private protected override StateFormat Format => new("HDMA", 1);

    private protected override ChangeSignal Observe(double value)
    {
        all.Add(value);
        var bound = Bound(all.Count);
        if (lowest.Count == 0 || lowest.Mean + Bound(lowest.Count) >= all.Mean + bound) lowest = all;
        if (highest.Count == 0 || highest.Mean - Bound(highest.Count) <= all.Mean - bound) highest = all;
        var risen = Judge(lowest, all.Mean - lowest.Mean);
        return settings.TwoSided ? Later(risen, Judge(highest, highest.Mean - all.Mean)) : risen;
    }

    private protected override void Restart() => all = lowest = highest = default;

    private protected override void ExchangeWatch(ref StateCodec codec)
    {
        settings.Exchange(ref codec);
        all.Exchange(ref codec);
        lowest.Exchange(ref codec);
        highest.Exchange(ref codec);
    }

    private static ChangeSignal Later(ChangeSignal one, ChangeSignal other) => one > other ? one : other;

    private double Bound(double count) => Math.Sqrt(Math.Log(1 / settings.Drift) / (2 * count));

    private ChangeSignal Judge(Sample cut, double difference)
    {
        if (cut.Count == all.Count) return ChangeSignal.Quiet;
        var m = (double)(all.Count - cut.Count) / cut.Count / all.Count;
        Judged(difference, Math.Sqrt(m / 2 * Math.Log(2 / settings.Drift)));
        if (difference >= Threshold) return ChangeSignal.Drift;
        return difference >= Math.Sqrt(m / 2 * Math.Log(2 / settings.Warning))
            ? ChangeSignal.Warning
            : ChangeSignal.Quiet;
    }

    private struct Sample
    {
        private long count;
        private double mean;

        public readonly long Count => count;

        public readonly double Mean => mean;

        public void Add(double value) => mean += (value - mean) / ++count;

        public void Exchange(ref StateCodec codec)
        {
            codec.Count(nameof(count), ref count);
            codec.Value(ref mean);
        }
    }
}
