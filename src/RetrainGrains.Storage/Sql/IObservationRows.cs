namespace RetrainGrains.Storage.Sql;

/// <summary>The statements about one log's observations, run by whoever has locked the log.</summary>
internal interface IObservationRows
{
    /// <summary>
    /// The most rows of an entity that are found about a span of time: one more than an outcome may go to, so that
    /// more of them are noticed.
    /// </summary>
    const int RowsPerSpanMax = IObservationLog.JoinedRowsMax + 1;

    /// <summary>The facts that are stored under any of the ids, by id.</summary>
    Task<Dictionary<string, ObservationFact>> FindAsync(
        SqlSession session, long logId, IReadOnlyList<string> ids, CancellationToken cancellation);

    /// <summary>The same for whoever only asks for outcomes: features are left empty.</summary>
    Task<Dictionary<string, ObservationFact>> FindOutcomesAsync(
        SqlSession session, long logId, IReadOnlyList<string> ids, CancellationToken cancellation);

    /// <summary>
    /// Stores facts whose ids are not there yet; false when one was, and then the transaction must be given up.
    /// </summary>
    Task<bool> InsertAsync(
        SqlSession session, long logId, IReadOnlyList<ObservationFact> facts, CancellationToken cancellation);

    /// <summary>Stores the outcomes of facts that had none.</summary>
    Task MatureAsync(
        SqlSession session, long logId, IReadOnlyList<ObservationFact> facts, CancellationToken cancellation);

    /// <summary>
    /// The rows of entities about spans of time, without features: at most <see cref="RowsPerSpanMax"/> for each span,
    /// the earliest first; a row of two spans may come twice.
    /// </summary>
    Task<List<ObservationFact>> FindOfEntitiesAsync(
        SqlSession session, long logId, IReadOnlyList<EntitySpan> spans, CancellationToken cancellation);

    /// <summary>The outcomes that came by entity and time, about spans of time.</summary>
    Task<List<EntityOutcome>> FindEntityOutcomesAsync(
        SqlSession session, long logId, IReadOnlyList<EntitySpan> spans, CancellationToken cancellation);

    /// <summary>Stores outcomes by entity and time, in the place of earlier ones of the same time.</summary>
    Task PutEntityOutcomesAsync(
        SqlSession session, long logId, IReadOnlyList<EntityOutcome> outcomes, CancellationToken cancellation);

    /// <summary>Marks rows as withdrawn by a repair, and takes their sequences.</summary>
    Task WithdrawAsync(
        SqlSession session, long logId, IReadOnlyList<ObservationFact> facts, long repair,
        CancellationToken cancellation);

    /// <summary>Deletes rows with their ids.</summary>
    Task EraseAsync(
        SqlSession session, long logId, IReadOnlyList<ObservationFact> facts, CancellationToken cancellation);

    /// <summary>Deletes the oldest rows before a time, and says what each was.</summary>
    Task<List<DeletedObservation>> DeleteAsync(
        SqlSession session, long logId, DateTimeOffset before, int limit, CancellationToken cancellation);
}

/// <summary>A row that was deleted: it counted among the predictions, the outcomes, or both.</summary>
internal readonly record struct DeletedObservation(bool Predicted, bool Matured);
