namespace RetrainGrains.Fleet.Training;

/// <summary>The settings of trainings.</summary>
public sealed record TrainingOptions
{
    /// <summary>
    /// The most runs that may be under way at once in the whole cluster; further ones wait by priority and age.
    /// </summary>
    public int RunsMax { get; init; } = 3;

    /// <summary>The time limit of one training.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The period of a worker's heartbeat.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The time between offers of what a silo can train; short enough that a queue that has moved is soon complete.
    /// </summary>
    public TimeSpan OfferEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The silence after which a worker is taken for lost and its challenger is trained anew.</summary>
    public TimeSpan LostAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The most attempts at one challenger; the last failure stands.</summary>
    public int AttemptsMax { get; init; } = 3;

    /// <summary>The wait before the second attempt; doubled before each further one.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Computes the time that a training takes in a simulation: never measured, so that a replay is the same on every
    /// machine.
    /// </summary>
    public TimeSpan ModelledTime(int rows) => TimeSpan.FromSeconds(30) + TimeSpan.FromMilliseconds(rows);
}
