namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// The test of <see cref="HddmA"/> with exponentially weighted means, by McDiarmid's bound: quicker on abrupt changes.
/// The W-test of Frías-Blanco et al., IEEE TKDE 2015; decides as river does. The levels hold for one look, not for a
/// whole stream.
/// </summary>
public sealed class HddmW : ErrorRateDetector
{
    private readonly HddmOptions settings;
    private WeightedMean all;
    private WeightedMean beforeRise;
    private WeightedMean sinceRise;
    private WeightedMean beforeFall;
    private WeightedMean sinceFall;
    private double lowest;
    private double highest;

    public HddmW(HddmOptions? settings = null)
    {
        this.settings = settings ?? new HddmOptions();
        this.settings.Demand();
        Restart();
    }

    private protected override StateFormat Format => new("HDMW", 1);

    private protected override ChangeSignal Observe(double value)
    {
        all.Add(value, settings.Weight);
        var bound = Bound(all.Spread, settings.Drift);
        if (all.Mean + bound < lowest) (lowest, beforeRise, sinceRise) = (all.Mean + bound, all, WeightedMean.None);
        else sinceRise.Add(value, settings.Weight);
        if (all.Mean - bound > highest) (highest, beforeFall, sinceFall) = (all.Mean - bound, all, WeightedMean.None);
        else sinceFall.Add(value, settings.Weight);
        var risen = Judge(beforeRise, sinceRise);
        var fallen = settings.TwoSided ? Judge(sinceFall, beforeFall) : ChangeSignal.Quiet;
        return risen > fallen ? risen : fallen;
    }

    private protected override void Restart()
    {
        all = beforeRise = sinceRise = beforeFall = sinceFall = WeightedMean.None;
        lowest = double.PositiveInfinity;
        highest = double.NegativeInfinity;
    }

    private protected override void ExchangeWatch(ref StateCodec codec)
    {
        settings.Exchange(ref codec);
        all.Exchange(ref codec);
        beforeRise.Exchange(ref codec);
        sinceRise.Exchange(ref codec);
        beforeFall.Exchange(ref codec);
        sinceFall.Exchange(ref codec);
        codec.Value(ref lowest);
        codec.Value(ref highest);
    }

    private static double Bound(double spread, double level) => Math.Sqrt(spread * Math.Log(1 / level) / 2);

    private ChangeSignal Judge(WeightedMean lower, WeightedMean upper)
    {
        if (lower.IsEmpty || upper.IsEmpty) return ChangeSignal.Quiet;
        var difference = upper.Mean - lower.Mean;
        var spread = lower.Spread + upper.Spread;
        Judged(difference, Bound(spread, settings.Drift));
        if (difference > Threshold) return ChangeSignal.Drift;
        return difference > Bound(spread, settings.Warning) ? ChangeSignal.Warning : ChangeSignal.Quiet;
    }

    private struct WeightedMean
    {
        private double mean;
        private double spread;

        /// <summary>The sum of squared weights starts at one.</summary>
        public static WeightedMean None => new() { mean = double.NaN, spread = 1 };

        public readonly bool IsEmpty => double.IsNaN(mean);

        public readonly double Mean => mean;

        public readonly double Spread => spread;

        public void Add(double value, double weight)
        {
            mean = IsEmpty ? value : weight * value + (1 - weight) * mean;
            spread = weight * weight + (1 - weight) * (1 - weight) * spread;
        }

        public void Exchange(ref StateCodec codec)
        {
            codec.Value(ref mean);
            codec.Value(ref spread);
        }
    }
}
