namespace RetrainGrains.Statistics.Streaming;

/// <summary>The way to combine the evidence of all starting points: their sum, or the best one alone.</summary>
public enum EDetectorRule
{
    /// <summary>The recursion M = L (M + 1): quicker on small changes.</summary>
    ShiryaevRoberts = 0,

    /// <summary>The recursion M = L max(M, 1): never above the other, so its promise is kept with more room.</summary>
    Cusum = 1,
}

/// <summary>The hypothesis of no change, and the rate of false alarms.</summary>
public sealed record EDetectorOptions
{
    /// <summary>
    /// The mean without change: no higher than this when watching for a rise, no lower for a fall, exactly this for
    /// both. Strictly between <see cref="Lowest"/> and <see cref="Highest"/>.
    /// </summary>
    public required double Baseline { get; init; }

    /// <summary>The lowest value that an observation can have.</summary>
    public double Lowest { get; init; }

    /// <summary>The highest value that an observation can have.</summary>
    public double Highest { get; init; } = 1;

    /// <summary>
    /// The number of observations between two false alarms, at least, on average (1 / alpha); 1 to 10^12.
    /// </summary>
    public double AverageRunLength { get; init; } = 10_000;

    public ShiftDirection Direction { get; init; } = ShiftDirection.Up;

    public EDetectorRule Rule { get; init; } = EDetectorRule.ShiryaevRoberts;
}
