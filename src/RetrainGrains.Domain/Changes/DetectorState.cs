namespace RetrainGrains.Domain.Changes;

/// <summary>
/// An alarm of a detector: the time at which the outcome that raised it became known, and its numbers.
/// </summary>
public sealed record ChangeAlarm(DateTimeOffset At, double Statistic, double Threshold);

/// <summary>
/// The state of a detector: it is stored with the learned state, and is valid only under its key, which names its
/// champion, reference and settings.
/// </summary>
public sealed record DetectorState(string Key)
{
    /// <summary>The number of alarms that are kept; beyond it the oldest is dropped.</summary>
    public const int AlarmsMax = 10;

    /// <summary>The detector's own serialized state.</summary>
    public ReadOnlyMemory<byte> Detector { get; init; }

    /// <summary>The hour or day whose mean is being computed, with its observations so far.</summary>
    public long Unit { get; init; }
    public double Sum { get; init; }
    public int Rows { get; init; }

    /// <summary>The latest alarms, oldest first.</summary>
    public ImmutableArray<ChangeAlarm> Alarms { get; init; } = [];
}
