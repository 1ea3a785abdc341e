namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// When DDM warns and alarms, in standard deviations above the best error rate so far. Defaults: river's.
/// </summary>
public sealed record DdmOptions
{
    public int WarmUp { get; init; } = 30;

    public double Warning { get; init; } = 2;

    public double Drift { get; init; } = 3;
}
