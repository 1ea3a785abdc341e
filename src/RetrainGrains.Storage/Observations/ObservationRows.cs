using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Storage;

/// <summary>
/// A prediction that was given: its features, its answer, and the version that made it.
/// A feature may be NaN (missing) and so may the prediction (no answer was possible).
/// </summary>
public sealed record PredictionRow(
    string PredictionId, DateTimeOffset At, float[] Features, double Prediction, string Version)
{
    /// <summary>The entity that the row is about; empty when its outcome comes by its id alone.</summary>
    public string Entity { get; init; } = "";
}

/// <summary>
/// The outcome of a prediction, with the time at which it became known. Its prediction is named by its id, or by
/// <see cref="Entity"/> and <see cref="At"/>, and then the id is empty.
/// </summary>
public sealed record OutcomeRow(string PredictionId, double Outcome, DateTimeOffset KnownAt)
{
    /// <summary>
    /// Returns true when nobody has said when it became known: the time of its storing then stands for that, and for a
    /// prediction whose time lies a little ahead, the prediction's own.
    /// </summary>
    public bool KnownNow { get; init; }

    public string Entity { get; init; } = "";

    /// <summary>The time that the outcome is about; null when it comes by id.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Makes an outcome that finds the predictions of its entity about a time.</summary>
    public static OutcomeRow Of(string entity, DateTimeOffset at, double outcome, DateTimeOffset knownAt) =>
        new("", outcome, knownAt) { Entity = entity, At = at };
}

/// <summary>A whole observation from history: it was never predicted by this system.</summary>
public sealed record HistoryRow(
    string PredictionId, DateTimeOffset At, float[] Features, double Outcome, DateTimeOffset KnownAt)
{
    /// <summary>The entity that the row is about; empty when there is none.</summary>
    public string Entity { get; init; } = "";
}

/// <summary>
/// An observation whose outcome is known. <paramref name="Sequence"/> orders a model's outcomes as they were stored;
/// <paramref name="Prediction"/> is NaN and <paramref name="Version"/> empty for history.
/// </summary>
public sealed record LabelledRow(
    long Sequence, string PredictionId, DateTimeOffset At, float[] Features, double Prediction, string Version,
    double Outcome, DateTimeOffset KnownAt);

/// <summary>
/// A row with all that the log knows of it, if it was not withdrawn. <paramref name="Prediction"/> is NaN and
/// <paramref name="Version"/> empty for history, <paramref name="Outcome"/> NaN while it is not known.
/// </summary>
public sealed record LoggedRow(
    string PredictionId, DateTimeOffset At, float[] Features, double Prediction, string Version, double Outcome,
    DateTimeOffset? KnownAt)
{
    /// <summary>The entity that the row is about; empty when there is none.</summary>
    public string Entity { get; init; } = "";

    public PredictionMark Mark => new(At, PredictionId);
}

/// <summary>The result of one row of a batch.</summary>
public enum RecordStatus
{
    Stored = 0,

    /// <summary>The same fact was stored before; nothing changed.</summary>
    Duplicate = 1,

    /// <summary>An outcome for a prediction that is not in the log; nothing stored.</summary>
    UnknownPrediction = 2,

    /// <summary>A different fact was stored before under this id; the first one is kept.</summary>
    Conflict = 3,

    /// <summary>The row breaks a rule, as an outcome that was known before its prediction; nothing stored.</summary>
    Refused = 4,

    /// <summary>
    /// An outcome by entity and time for which there is no prediction yet: it is kept, and joined when one comes.
    /// </summary>
    Waiting = 10,

    /// <summary>The same, and as many outcomes wait already as the policy allows; nothing stored.</summary>
    NoRoom = 11,

    /// <summary>
    /// An outcome that became known beyond the policy's horizon: stored and learned from, but it is too late to count
    /// in windows and track records.
    /// </summary>
    Late = 12,

    /// <summary>An outcome for a row that was withdrawn; nothing stored.</summary>
    Withdrawn = 13,

    /// <summary>A row of an entity that was erased, from before its erasure; nothing stored.</summary>
    Erased = 14,

    /// <summary>
    /// An outcome by entity and time that is about more rows than <see cref="IObservationLog.JoinedRowsMax"/>; nothing
    /// stored.
    /// </summary>
    TooManyRows = 15,
}

/// <summary>
/// The statuses of predictions, one each in order, and the number of them that took an outcome which had come before.
/// </summary>
public sealed record AppendedPredictions(IReadOnlyList<RecordStatus> Statuses, int Joined);

/// <summary>
/// The extent of a model's history: the predictions made here, the outcomes (history included), and the first
/// and last time of either.
/// </summary>
public sealed record ObservationCounts(long Predictions, long Outcomes, DateTimeOffset? First, DateTimeOffset? Last);

/// <summary>The outcomes that wait for a prediction of their entity, and the most that may.</summary>
public sealed record WaitingOutcomes(long Count, int Max);
