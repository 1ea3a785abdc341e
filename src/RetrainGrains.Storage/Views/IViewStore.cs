namespace RetrainGrains.Storage;

/// <summary>
/// The models and lines that a rebuilding has projected, and how many lines could not be read: these gave no rows.
/// </summary>
public sealed record RebuildReport(long Models, long Lines, long Unread);

/// <summary>The read models: tables that the projection of the ledgers fills with every commit.</summary>
public interface IViewStore
{
    /// <summary>
    /// Makes the rows of every model anew from its ledger, one model a transaction, so that commits of others go on.
    /// </summary>
    Task<RebuildReport> RebuildAsync(Action<RebuildReport>? progress = null, CancellationToken cancellation = default);

    /// <summary>Lists runs, newest first, behind a position.</summary>
    Task<IReadOnlyList<RunView>> RunsAsync(
        RunFilter filter, RunPosition? after, int limit, CancellationToken cancellation = default);

    Task<RunDetails?> FindRunAsync(string runId, CancellationToken cancellation = default);

    /// <summary>Counts the runs of a filter, whose state and cause are not looked at.</summary>
    Task<RunStatistics> RunStatisticsAsync(RunFilter filter, CancellationToken cancellation = default);

    /// <summary>Lists a model's checks, newest first, behind a position.</summary>
    Task<IReadOnlyList<CheckView>> ChecksAsync(
        CheckFilter filter, CheckPosition? after, int limit, CancellationToken cancellation = default);

    Task<CheckDetails?> FindCheckAsync(
        string modelId, string checkId, CancellationToken cancellation = default);
}
