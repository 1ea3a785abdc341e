namespace RetrainGrains.Statistics.Streaming;

/// <summary>
/// The shift that CUSUM tolerates and its limit, in standard deviations of the stream without change.
/// </summary>
public sealed record CusumOptions
{
    /// <summary>The shift that is tolerated (k); half of the shift to be found is the usual choice.</summary>
    public double Slack { get; init; } = 0.5;

    /// <summary>The sum of shifts that alarms (h). <see cref="CusumRunLength.ThresholdFor"/> chooses it.</summary>
    public double Threshold { get; init; } = 5;

    /// <summary>The number of observations from which mean and deviation are learned, and then kept.</summary>
    public int WarmUp { get; init; } = 30;

    /// <summary>
    /// The mean and standard deviation without change, where they are known: then nothing is learned.
    /// </summary>
    public (double Mean, double Deviation)? Reference { get; init; }

    public ShiftDirection Direction { get; init; } = ShiftDirection.Both;
}
