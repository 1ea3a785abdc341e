using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.FleetAlerts;

/// <summary>The error rate that a fleet's drift alerts keep together.</summary>
public enum FleetProcedure
{
    /// <summary>The rate of each model only: every sustained drift becomes an alert.</summary>
    None = 0,

    /// <summary>
    /// The mean false share of a period's alerts, for models and days that are independent of each other or positively
    /// dependent, as with overlapping windows and causes that models share.
    /// </summary>
    BenjaminiHochberg = 1,

    /// <summary>The same false share under any dependence between models and days; it finds less.</summary>
    BenjaminiYekutieli = 2,
}

/// <summary>The settings of the fleet's drift alerts and of their error rate.</summary>
public sealed record FleetAlertOptions
{
    /// <summary>
    /// The procedure that selects alerts. By <c>tests/RetrainGrains.Simulations</c> the default keeps its rate with
    /// overlapping windows and shared causes too, and finds a drift sooner than LORD++, LOND and e-LOND, which after a
    /// quiet year leave hardly anything to a new one.
    /// </summary>
    public FleetProcedure Procedure { get; init; } = FleetProcedure.BenjaminiHochberg;

    /// <summary>The largest mean share of a period's alerts that is false: one alert in twenty.</summary>
    public double FalseDiscoveryRate { get; init; } = 0.05;

    /// <summary>
    /// The number of days of the period for which the rate holds. One for all time would leave less to every further
    /// day, until nothing can be found; one for a day lets a fleet that never drifts alert every twentieth day. A month
    /// is the time over which people judge whether alerts are useful.
    /// </summary>
    public int PeriodDays { get; init; } = 30;

    public IEnumerable<Problem> Validate(string path) =>
    [
        .. Enum.IsDefined(Procedure) ? [] :
            (Problem[])[Problem.Of($"{path}.procedure", Procedure, "must be a procedure that is known here")],
        .. Limits.Check($"{path}.falseDiscoveryRate", FalseDiscoveryRate, 1e-6, 0.5),
        .. Limits.Check($"{path}.periodDays", PeriodDays, 1, 366),
    ];
}
