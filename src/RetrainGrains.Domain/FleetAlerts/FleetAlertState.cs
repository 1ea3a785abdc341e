namespace RetrainGrains.Domain.FleetAlerts;

/// <summary>
/// The state of a fleet's drift alerts: the open ones, and the tests they were decided from. It is changed only by
/// <see cref="FleetAlertRule"/>.
/// </summary>
public sealed record FleetAlertState
{
    /// <summary>
    /// The largest number of open alerts: more would not be read one by one. At the bound no further alert is raised
    /// until one is over.
    /// </summary>
    public const int OpenMax = 500;

    /// <summary>The number of today's reports that are kept; at the bound the largest p-value is dropped.</summary>
    public const int TodayMax = 200;

    public static FleetAlertState None { get; } = new();

    /// <summary>The day whose hypotheses are being tested; null before the first.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The number of models in the fleet on this day, each with one hypothesis.</summary>
    public long Models { get; init; }

    /// <summary>The number of hypotheses so far, those of models without a report included.</summary>
    public long Tests { get; init; }

    /// <summary>The number of alerts in the present period, open or over.</summary>
    public int Found { get; init; }

    /// <summary>
    /// The reports of today, without those of models whose alert is open; ordered by p-value, ended drifts last.
    /// </summary>
    public ImmutableArray<DriftTest> Today { get; init; } = [];

    /// <summary>The alerts that are not over, oldest first.</summary>
    public ImmutableArray<DriftAlert> Open { get; init; } = [];

    public DriftAlert? Untold => Open.FirstOrDefault(alert => !alert.Told);

    public FleetAlertState Tell(DriftAlert told) => this with
    {
        Open = [.. Open.Select(alert =>
            alert.ModelId == told.ModelId && alert.At == told.At ? alert with { Told = true } : alert)],
    };
}
