namespace RetrainGrains.Storage;

/// <summary>
/// The stores of everything durable, by topic. Every implementation passes the same compliance suite.
/// </summary>
public interface IDatabase : IAsyncDisposable
{
    IModelStore Models { get; }
    IObservationLog Observations { get; }
    IFileImportStore FileImports { get; }
    IRunStore Runs { get; }
    IScheduleStore Schedules { get; }
    IOutbox Outbox { get; }
    IServingStore Serving { get; }
    IArtifactStore Artifacts { get; }
    IGrainStateStore GrainState { get; }
    ITokenStore Tokens { get; }
    IViewStore Views { get; }

    /// <summary>
    /// Applies the migrations that are missing, in one transaction each. Refuses a database that a newer program wrote
    /// or whose migrations were other texts than ours.
    /// </summary>
    Task MigrateAsync(CancellationToken cancellation = default);
}
