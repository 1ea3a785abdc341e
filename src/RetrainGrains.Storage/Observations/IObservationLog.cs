using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Storage;

/// <summary>
/// The log of predictions and their outcomes. Every append is committed when it returns, with one status for each row
/// in order. The first fact under an id wins, and the first outcome of an entity about a time.
/// </summary>
/// <remarks>
/// By entity and time: an outcome goes to every row of its entity that has none yet and whose time lies within the
/// tolerance, both times taken at the beginning of their grain; when there is no such row it waits. It is kept, and a
/// row that comes later takes the nearest one within the tolerance, of two the earlier. So, where an entity's outcomes
/// are more than twice the tolerance apart, rows and outcomes may come in any order, and the log ends the same. A
/// withdrawn row is there for its id alone: nothing reads it, and it takes no outcome.
/// </remarks>
public interface IObservationLog
{
    /// <summary>The most rows that one training set may hold; a longer one is refused.</summary>
    const int TrainingRowsMax = 5_000_000;

    /// <summary>
    /// The most rows that an outcome by entity and time may be about: it goes to all of them in one transaction, which
    /// nobody else's rows should have to wait for long. One about more goes to none, and says so.
    /// </summary>
    const int JoinedRowsMax = 10_000;

    Task<AppendedPredictions> AppendPredictionsAsync(
        string modelId, IReadOnlyList<PredictionRow> rows, CancellationToken cancellation = default);

    /// <summary>
    /// A repeated outcome is a duplicate when its value is the same, whenever it became known. One by entity and time
    /// has the status of what became of it: Stored when a row got it (Late when all that did are beyond the horizon),
    /// Waiting or NoRoom when there is no row yet, TooManyRows when there are more than <see cref="JoinedRowsMax"/>,
    /// Withdrawn when all rows are, Duplicate or Conflict when an outcome of the same grain, or of all rows, came
    /// before.
    /// </summary>
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

    /// <summary>
    /// Reads the same page by page: at most <paramref name="limit"/> matured rows after a mark, with At &lt;
    /// <paramref name="before"/>.
    /// </summary>
    Task<IReadOnlyList<LabelledRow>> MaturedAfterAsync(
        string modelId, PredictionMark mark, DateTimeOffset before, long throughSequence, int limit,
        CancellationToken cancellation = default);

    /// <summary>
    /// Reads the rows after a mark with At &lt; <paramref name="before"/>, in time order (ties by id): predictions and
    /// history, whether or not their outcome is known, of one version where one is named. One stored after the mark has
    /// passed its time is never seen.
    /// </summary>
    Task<IReadOnlyList<LoggedRow>> LoggedAfterAsync(
        string modelId, PredictionMark mark, DateTimeOffset before, string? version, int limit,
        CancellationToken cancellation = default);

    Task<ObservationCounts> CountAsync(string modelId, CancellationToken cancellation = default);

    /// <summary>
    /// Deletes at most <paramref name="limit"/> outcomes that wait for a prediction and are about a time before;
    /// returns how many.
    /// </summary>
    Task<int> DropWaitingAsync(
        string modelId, DateTimeOffset before, int limit, CancellationToken cancellation = default);

    /// <summary>Counts the outcomes that wait for a prediction.</summary>
    Task<WaitingOutcomes> WaitingAsync(string modelId, CancellationToken cancellation = default);

    /// <summary>
    /// Counts the repairs of a log so far, and the deletions of old outcomes: whoever keeps rows of it in memory reads
    /// them again when it has grown.
    /// </summary>
    Task<long> RepairsAsync(string modelId, CancellationToken cancellation = default);

    /// <summary>
    /// Deletes at most <paramref name="limit"/> rows with At before the time, and as many outcomes by entity; returns
    /// how many rows.
    /// </summary>
    Task<int> DeleteBeforeAsync(
        string modelId, DateTimeOffset before, int limit, CancellationToken cancellation = default);
}
