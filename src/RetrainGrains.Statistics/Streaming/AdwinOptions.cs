namespace RetrainGrains.Statistics.Streaming;

/// <summary>The confidence and pace with which ADWIN cuts its window. Defaults are river's.</summary>
public sealed record AdwinOptions
{
    /// <summary>The bound on the chance that one look at a window without change cuts it; in (0, 1).</summary>
    public double Delta { get; init; } = 0.002;

    /// <summary>The number of observations between two looks.</summary>
    public int Clock { get; init; } = 32;

    /// <summary>
    /// The number of buckets of one size before two of them merge, 2 to 64: more cost memory and time and cut finer.
    /// </summary>
    public int MaxBuckets { get; init; } = 5;

    /// <summary>The shortest side of a cut.</summary>
    public int MinWindow { get; init; } = 5;

    /// <summary>The longest window at which nothing is cut yet.</summary>
    public int GracePeriod { get; init; } = 10;

    /// <summary>
    /// Forgets the whole window at an alarm, as river does. Otherwise the newer side stays, as in the paper.
    /// </summary>
    public bool RestartAfterDrift { get; init; } = true;
}
