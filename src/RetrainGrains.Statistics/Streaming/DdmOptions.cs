namespace RetrainGrains.Statistics.Streaming;

/// <summary>The levels of DDM, in standard deviations above the best error rate so far. Defaults are river's.</summary>
public sealed record DdmOptions
{
    public int WarmUp { get; init; } = 30;

    public double Warning { get; init; } = 2;

    public double Drift { get; init; } = 3;
}
