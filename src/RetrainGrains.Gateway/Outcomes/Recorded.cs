using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Outcomes;

/// <summary>
/// An outcome of a prediction, as a value or by the label of a class; no time means that it became known now.
/// </summary>
public readonly record struct OutcomeInput(
    string PredictionId, double? Value, DateTimeOffset? KnownAt, string? Label = null)
{
    /// <summary>The parts of the row that its transport could not read; with any, the row is refused.</summary>
    public ImmutableArray<Problem>? Unread { get; init; }

    /// <summary>The entity, where the outcome comes by entity and time; else empty or null.</summary>
    public string? Entity { get; init; }

    /// <summary>The time that it is about; null where it comes by id.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Answers whether a part of an entity and a time was given.</summary>
    public bool IsByTime => Entity is { Length: > 0 } || At is not null;
}

/// <summary>
/// A whole row from history. An empty id is made up; no known-at means that it became known at the row's own time.
/// </summary>
public readonly record struct HistoryInput(
    string PredictionId, DateTimeOffset? At, FeatureRow Features, double? Outcome,
    DateTimeOffset? KnownAt, string? Label = null)
{
    /// <summary>The parts of the row that its transport could not read; with any, the row is refused.</summary>
    public ImmutableArray<Problem>? Unread { get; init; }

    /// <summary>The entity that it is about; empty or null when there is none.</summary>
    public string? Entity { get; init; }
}

/// <summary>A reason for which a row, counted from 0, was not stored.</summary>
public readonly record struct RowReason(int Row, RecordStatus Status, Problem Problem);

/// <summary>The status of each row, in order, and why some were not stored, in the order of the rows.</summary>
public sealed record Recorded(ImmutableArray<RecordStatus> Statuses, ImmutableArray<RowReason> Reasons)
{
    public int Stored { get; } = Statuses.Count(status => status is RecordStatus.Stored or RecordStatus.Late);

    public int Refused { get; } = Statuses.Count(status => status == RecordStatus.Refused);
}
