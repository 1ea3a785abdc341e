namespace RetrainGrains.Statistics.Metrics;

/// <summary>The interval of a metric, with the confidence that was asked for.</summary>
public readonly record struct Interval(double Lower, double Upper)
{
    public double Width => Upper - Lower;

    public bool Contains(double value) => value >= Lower && value <= Upper;

    /// <summary>Cuts the interval to what the metric can be.</summary>
    public Interval Within(double smallest, double largest) =>
        new(Math.Clamp(Lower, smallest, largest), Math.Clamp(Upper, smallest, largest));

    internal static Interval Around(double centre, double reach) => new(centre - reach, centre + reach);
}
