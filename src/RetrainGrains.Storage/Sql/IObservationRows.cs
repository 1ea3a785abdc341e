namespace RetrainGrains.Storage.Sql;

/// <summary>The statements about one log's observations, run by whoever has locked the log.</summary>
internal interface IObservationRows
{
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

    /// <summary>Deletes the oldest rows before a time, and says what each was.</summary>
    Task<List<DeletedObservation>> DeleteAsync(
        SqlSession session, long logId, DateTimeOffset before, int limit, CancellationToken cancellation);
}

/// <summary>A row that was deleted: it counted among the predictions, the outcomes, or both.</summary>
internal readonly record struct DeletedObservation(bool Predicted, bool Matured);
