namespace RetrainGrains.Statistics.Streaming;

/// <summary>The windows that KSWIN compares, and its level. Defaults are river's.</summary>
public sealed record KswinOptions
{
    /// <summary>The level of one look's test.</summary>
    public double Alpha { get; init; } = 0.005;

    /// <summary>The number of observations in the window; at most 10,000.</summary>
    public int WindowSize { get; init; } = 100;

    /// <summary>The newest observations, compared with as many drawn from the rest; at most 1,000.</summary>
    public int SampleSize { get; init; } = 30;

    public ulong Seed { get; init; }
}
