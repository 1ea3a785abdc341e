namespace RetrainGrains.Storage;

/// <summary>
/// The models and lines that a rebuilding has projected, and how many of the lines could not be read: these gave no rows.
/// </summary>
public sealed record RebuildReport(long Models, long Lines, long Unread);

/// <summary>The read models: tables that the projection of the ledgers fills with every commit.</summary>
public interface IViewStore
{
    /// <summary>
    /// Makes the rows of every model anew from its ledger, one model a transaction, so that commits of others go on.
    /// </summary>
    Task<RebuildReport> RebuildAsync(Action<RebuildReport>? progress = null, CancellationToken cancellation = default);
}
