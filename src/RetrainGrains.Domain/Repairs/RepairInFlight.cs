using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Domain.Repairs;

/// <summary>The order of a repair: who asked for it, and why.</summary>
public sealed record RepairOrder(
    string RequestId, RepairKind Kind, string By, string Reason, RowSelection Rows, DateTimeOffset At)
{
    /// <summary>The fingerprint of all that was asked for: another one under the same id is refused.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>
    /// The scope in words, for the ledger. An entity is not named there: that line could never be deleted, should the
    /// entity be erased one day.
    /// </summary>
    public string Scope => Kind switch
    {
        RepairKind.Correction => "outcomes",
        RepairKind.Erasure => "an entity",
        _ when !Rows.Ids.IsEmpty => FormattableString.Invariant($"{Rows.Ids.Length} ids"),
        _ => Span(Rows.Entity is null ? "all rows" : "an entity"),
    };

    private string Span(string whose) => (Rows.From, Rows.Before) switch
    {
        (null, null) => whose,
        ({ } from, null) => FormattableString.Invariant($"{whose} from {from:O}"),
        (null, { } before) => FormattableString.Invariant($"{whose} before {before:O}"),
        ({ } from, { } before) => FormattableString.Invariant($"{whose} from {from:O} to {before:O}"),
    };
}

/// <summary>A repair whose rows are changed piece by piece, as far as that has come.</summary>
public sealed record RepairInFlight(RepairOrder Order, RepairTally Tally)
{
    /// <summary>The last row that a withdrawal has looked at, changed or not; null before the first.</summary>
    public PredictionMark? Mark { get; init; }
}
