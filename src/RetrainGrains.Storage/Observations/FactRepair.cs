using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Repairs;

namespace RetrainGrains.Storage;

/// <summary>A repair of facts that are stored.</summary>
public abstract record FactRepair;

/// <summary>
/// The correction of known outcomes: each names its row by id, or by entity and time, with the value that is right.
/// When it became known stays as it was.
/// </summary>
public sealed record OutcomeCorrection(IReadOnlyList<OutcomeRow> Outcomes) : FactRepair;

/// <summary>
/// The withdrawal of the next rows of a selection, at most <paramref name="Limit"/>, in the order of time (ties by id)
/// after a mark; with the last of them go the outcomes by entity and time that the selection covers.
/// </summary>
public sealed record FactWithdrawal(RowSelection Rows, PredictionMark? After, int Limit) : FactRepair;

/// <summary>
/// The erasure of at most <paramref name="Limit"/> rows of an entity, with their features and outcomes; with the last
/// of them go the outcomes that came by entity and time. From the first on, rows of it from before
/// <paramref name="At"/> are not stored any more.
/// </summary>
public sealed record EntityErasure(string Entity, DateTimeOffset At, int Limit) : FactRepair;

/// <summary>The result of one correction.</summary>
public enum CorrectionStatus
{
    Corrected = 0,

    /// <summary>The value is the one that is stored.</summary>
    Unchanged = 1,

    /// <summary>There is no such row; nothing changed.</summary>
    UnknownPrediction = 2,

    /// <summary>The row has no outcome yet: it can be recorded.</summary>
    NoOutcome = 3,

    /// <summary>The row was withdrawn; nothing changed.</summary>
    Withdrawn = 4,

    /// <summary>
    /// The correction is by entity and time, and about more rows than <see cref="IObservationLog.JoinedRowsMax"/>:
    /// nothing changed.
    /// </summary>
    TooManyRows = 5,
}

/// <summary>
/// The rows that a repair has changed, in the order of time (ties by id), the number of outcomes by entity and time
/// that it changed or dropped beside them, and whether rows of the selection are left for another step.
/// </summary>
public sealed record RepairedFacts(IReadOnlyList<RepairedRow> Rows, int EntityOutcomes, bool HasMore)
{
    /// <summary>
    /// The last row that a withdrawal has looked at, which need not be one that it has changed: the next step goes on
    /// after it. Null for other repairs, and where nothing was left.
    /// </summary>
    public PredictionMark? Mark { get; init; }

    /// <summary>The status of each correction, in order; empty for other repairs.</summary>
    public IReadOnlyList<CorrectionStatus> Statuses { get; init; } = [];
}
