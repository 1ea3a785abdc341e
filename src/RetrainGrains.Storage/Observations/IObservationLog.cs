using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Storage;

/// <summary>
/// The log of predictions and their outcomes. Every append is committed when it returns, with one status for each row
/// in order. The first fact under an id wins.
/// </summary>
public interface IObservationLog
{
    /// <summary>The most rows that one training set may hold; a longer one is refused.</summary>
    const int TrainingRowsMax = 5_000_000;

    Task<IReadOnlyList<RecordStatus>> AppendPredictionsAsync(
        string modelId, IReadOnlyList<PredictionRow> rows, CancellationToken cancellation = default);

    /// <summary>A repeated outcome is a duplicate when its value is the same, whenever it became known.</summary>
    Task<IReadOnlyList<RecordStatus>> RecordOutcomesAsync(
        string modelId, IReadOnlyList<OutcomeRow> rows, CancellationToken cancellation = default);

    Task<IReadOnlyList<RecordStatus>> ImportAsync(
        string modelId, IReadOnlyList<HistoryRow> rows, CancellationToken cancellation = default);

    /// <summary>
    /// Reads the matured rows after a sequence, in sequence order: what a check has not absorbed yet.
    /// </summary>
    Task<IReadOnlyList<LabelledRow>> LabelledAfterAsync(
        string modelId, long sequence, int limit, CancellationToken cancellation = default);

    /// <summary>
    /// Reads the predictions after a mark with At &lt; <paramref name="before"/>, in time order (ties by id), whether
    /// or not their outcome is known; history is left out. One stored after the mark has passed its time is never seen.
    /// </summary>
    Task<IReadOnlyList<PredictionRow>> PredictedAfterAsync(
        string modelId, PredictionMark mark, DateTimeOffset before, int limit,
        CancellationToken cancellation = default);

    /// <summary>
    /// Reads the matured rows with <paramref name="from"/> ≤ At &lt; <paramref name="to"/> whose outcome was stored at
    /// or before <paramref name="throughSequence"/>, in time order (ties by id): a training set, the same at every
    /// reading.
    /// </summary>
    Task<IReadOnlyList<LabelledRow>> MaturedBetweenAsync(
        string modelId, DateTimeOffset from, DateTimeOffset to, long throughSequence,
        CancellationToken cancellation = default);

    Task<ObservationCounts> CountAsync(string modelId, CancellationToken cancellation = default);

    /// <summary>Deletes at most <paramref name="limit"/> rows with At before the time; returns how many.</summary>
    Task<int> DeleteBeforeAsync(
        string modelId, DateTimeOffset before, int limit, CancellationToken cancellation = default);
}
