namespace RetrainGrains.Domain.Fleet;

/// <summary>
/// The drift alarms of a fleet: those that are open, and what they were decided from. Changed only by
/// <see cref="FleetRule"/>.
/// </summary>
public sealed record FleetAlerts
{
    /// <summary>
    /// Open alarms: with more, nobody reads them one by one. At the bound no further one is raised until one is over.
    /// </summary>
    public const int OpenMax = 500;

    /// <summary>What models said today and is remembered; at the bound the largest p-value is let go.</summary>
    public const int TodayMax = 200;

    public static FleetAlerts None { get; } = new();

    /// <summary>The day whose hypotheses are tested now; null before the first.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Models in the fleet on this day, each with one hypothesis.</summary>
    public long Models { get; init; }

    /// <summary>Hypotheses so far, those of silent models included.</summary>
    public long Tests { get; init; }

    /// <summary>Alarms in the present period, over or not.</summary>
    public int Found { get; init; }

    /// <summary>What models said today, without those whose alarm is open; by p-value, what is over last.</summary>
    public ImmutableArray<DriftTest> Today { get; init; } = [];

    /// <summary>Alarms that are not over, oldest first.</summary>
    public ImmutableArray<FleetAlarm> Open { get; init; } = [];

    public FleetAlarm? Untold => Open.FirstOrDefault(alarm => !alarm.Told);

    public FleetAlerts Tell(FleetAlarm told) => this with
    {
        Open = [.. Open.Select(alarm =>
            alarm.ModelId == told.ModelId && alarm.At == told.At ? alarm with { Told = true } : alarm)],
    };
}
