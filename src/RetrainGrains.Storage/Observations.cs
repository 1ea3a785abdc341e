namespace RetrainGrains.Storage;

/// <summary>A prediction that was given: its features, its answer, and the version that made it.</summary>
public sealed record PredictionRow(
    string PredictionId, DateTimeOffset At, float[] Features, double Prediction, string Version);

/// <summary>What came true for a prediction, and when that became known.</summary>
public sealed record OutcomeRow(string PredictionId, double Outcome, DateTimeOffset KnownAt);

/// <summary>A whole observation from history: it was never predicted by this system.</summary>
public sealed record HistoryRow(
    string PredictionId, DateTimeOffset At, float[] Features, double Outcome, DateTimeOffset KnownAt);

/// <summary>
/// An observation whose outcome is known. <paramref name="Sequence"/> orders a model's outcomes as they were stored;
/// <paramref name="Prediction"/> is NaN and <paramref name="Version"/> empty for history.
/// </summary>
public sealed record MaturedRow(
    long Sequence, string PredictionId, DateTimeOffset At, float[] Features, double Prediction, string Version,
    double Outcome, DateTimeOffset KnownAt);

/// <summary>What happened to one row of a batch.</summary>
public enum RecordStatus
{
    Stored = 0,

    /// <summary>The same fact was stored before; nothing changed.</summary>
    Duplicate = 1,

    /// <summary>An outcome for a prediction that is not in the log; nothing stored.</summary>
    UnknownPrediction = 2,

    /// <summary>Another value was stored before under this id; the first one is kept.</summary>
    Conflict = 3,
}

/// <summary>How much of a model's history there is.</summary>
public sealed record ObservationCounts(long Predictions, long Outcomes, DateTimeOffset? First, DateTimeOffset? Last);

/// <summary>Predictions and their outcomes. Every append is committed when it returns.</summary>
public interface IObservationLog
{
    Task<IReadOnlyList<RecordStatus>> AppendPredictionsAsync(
        string modelId, IReadOnlyList<PredictionRow> rows, CancellationToken cancellation = default);

    Task<IReadOnlyList<RecordStatus>> RecordOutcomesAsync(
        string modelId, IReadOnlyList<OutcomeRow> rows, CancellationToken cancellation = default);

    Task<IReadOnlyList<RecordStatus>> ImportAsync(
        string modelId, IReadOnlyList<HistoryRow> rows, CancellationToken cancellation = default);

    /// <summary>Matured rows after a sequence, in sequence order: what a check has not absorbed yet.</summary>
    Task<IReadOnlyList<MaturedRow>> MaturedAfterAsync(
        string modelId, long sequence, int limit, CancellationToken cancellation = default);

    /// <summary>
    /// Matured rows with <paramref name="from"/> ≤ At &lt; <paramref name="to"/> whose outcome was stored at or before
    /// <paramref name="throughSequence"/>, in time order (ties by id): a training set, the same at every reading.
    /// </summary>
    Task<IReadOnlyList<MaturedRow>> MaturedBetweenAsync(
        string modelId, DateTimeOffset from, DateTimeOffset to, long throughSequence,
        CancellationToken cancellation = default);

    Task<ObservationCounts> CountAsync(string modelId, CancellationToken cancellation = default);

    /// <summary>Deletes at most <paramref name="limit"/> rows with At before the time; returns how many.</summary>
    Task<int> DeleteBeforeAsync(
        string modelId, DateTimeOffset before, int limit, CancellationToken cancellation = default);
}
