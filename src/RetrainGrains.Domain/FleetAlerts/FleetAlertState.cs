namespace RetrainGrains.Domain.FleetAlerts;

/// <summary>
/// The drift alerts of a fleet: those that are open, and what they were decided from. Changed only by
/// <see cref="FleetAlertRule"/>.
/// </summary>
public sealed record FleetAlertState
{
    /// <summary>
    /// Open alerts: with more, nobody reads them one by one. At the bound no further one is raised until one is over.
    /// </summary>
    public const int OpenMax = 500;

    /// <summary>What models said today and is remembered; at the bound the largest p-value is let go.</summary>
    public const int TodayMax = 200;

    public static FleetAlertState None { get; } = new();

    /// <summary>The day whose hypotheses are tested now; null before the first.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Models in the fleet on this day, each with one hypothesis.</summary>
    public long Models { get; init; }

    /// <summary>Hypotheses so far, those of silent models included.</summary>
    public long Tests { get; init; }

    /// <summary>Alerts in the present period, over or not.</summary>
    public int Found { get; init; }

    /// <summary>What models said today, without those whose alert is open; by p-value, what is over last.</summary>
    public ImmutableArray<DriftTest> Today { get; init; } = [];

    /// <summary>Alerts that are not over, oldest first.</summary>
    public ImmutableArray<DriftAlert> Open { get; init; } = [];

    public DriftAlert? Untold => Open.FirstOrDefault(alert => !alert.Told);

    public FleetAlertState Tell(DriftAlert told) => this with
    {
        Open = [.. Open.Select(alert =>
            alert.ModelId == told.ModelId && alert.At == told.At ? alert with { Told = true } : alert)],
    };
}
