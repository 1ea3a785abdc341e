namespace RetrainGrains.Domain.Changes;

/// <summary>One alarm of a detector: when the outcome that raised it became known, and on what.</summary>
public sealed record ChangeAlarm(DateTimeOffset At, double Statistic, double Threshold);

/// <summary>
/// How far a watch has come: it is stored with the evidence, and means something only under its key, which names the
/// champion, the reference and the settings that it is for.
/// </summary>
public sealed record DetectorState(string Key)
{
    /// <summary>Alarms that are remembered; the oldest is let go.</summary>
    public const int AlarmsMax = 10;

    /// <summary>The detector as it saves itself.</summary>
    public ReadOnlyMemory<byte> Detector { get; init; }

    /// <summary>The hour or day whose mean is being gathered, and what of it has been seen.</summary>
    public long Unit { get; init; }
    public double Sum { get; init; }
    public int Rows { get; init; }

    /// <summary>The latest alarms, oldest first.</summary>
    public ImmutableArray<ChangeAlarm> Alarms { get; init; } = [];
}
