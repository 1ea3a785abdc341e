using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.FleetAlerts;

/// <summary>What the drift alerts of a whole fleet together promise to the people who hear them.</summary>
public enum FleetProcedure
{
    /// <summary>Nothing beyond each model's own rate: every sustained drift is told.</summary>
    None = 0,

    /// <summary>
    /// The false share of a period's alerts, for models and days that are independent of each other or move together,
    /// as overlapping windows and causes that models share do.
    /// </summary>
    BenjaminiHochberg = 1,

    /// <summary>The same however models and days depend on each other; it finds less.</summary>
    BenjaminiYekutieli = 2,
}

/// <summary>Which drift alerts people hear, and what those promise.</summary>
public sealed record FleetAlertOptions
{
    /// <summary>
    /// By <c>tests/RetrainGrains.Simulations</c> it keeps its promise with overlapping windows and shared causes too,
    /// and finds a drift sooner than LORD++, LOND and e-LOND, which after a quiet year leave hardly anything to a new
    /// one.
    /// </summary>
    public FleetProcedure Procedure { get; init; } = FleetProcedure.BenjaminiHochberg;

    /// <summary>At most this share of a period's alerts is false, on average: one look in twenty in vain.</summary>
    public double FalseDiscoveryRate { get; init; } = 0.05;

    /// <summary>
    /// The period that the promise is for. One for all time would leave less to every further day, until nothing can be
    /// found; one for a day lets a fleet that never drifts alert every twentieth day. A month is how far back people
    /// look when they ask whether alerts are worth it.
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
