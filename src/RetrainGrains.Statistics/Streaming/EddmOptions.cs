namespace RetrainGrains.Statistics.Streaming;

/// <summary>The levels of EDDM, as shares of the longest distance between errors. Defaults are river's.</summary>
public sealed record EddmOptions
{
    /// <summary>The number of errors before the first signal.</summary>
    public int WarmUp { get; init; } = 30;

    public double Warning { get; init; } = 0.95;

    public double Drift { get; init; } = 0.9;
}
