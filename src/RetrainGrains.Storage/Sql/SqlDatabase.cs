namespace RetrainGrains.Storage.Sql;

/// <summary>The stores, written once over ADO.NET, for any database with a dialect, migrations and sessions.</summary>
public abstract class SqlDatabase : IDatabase
{
    private protected SqlDatabase(SqlSessions sessions, SqlDialect dialect)
    {
        Sessions = sessions;
        Migrator = new Migrator(sessions, Migration.Of(dialect));
        Models = new SqlModelStore(sessions);
        Observations = new SqlObservationLog(sessions);
        FileImports = new SqlFileImportStore(sessions);
        Runs = new SqlRunStore(sessions);
        Schedules = new SqlScheduleStore(sessions);
        Outbox = new SqlOutbox(sessions);
        Serving = new SqlServingStore(sessions);
        Artifacts = new SqlArtifactStore(sessions);
        GrainState = new SqlGrainStateStore(sessions);
        Tokens = new SqlTokenStore(sessions);
        Views = new SqlViewStore(sessions);
    }

    public IModelStore Models { get; }
    public IObservationLog Observations { get; }
    public IFileImportStore FileImports { get; }
    public IRunStore Runs { get; }
    public IScheduleStore Schedules { get; }
    public IOutbox Outbox { get; }
    public IServingStore Serving { get; }
    public IArtifactStore Artifacts { get; }
    public IGrainStateStore GrainState { get; }
    public ITokenStore Tokens { get; }
    public IViewStore Views { get; }

    internal SqlSessions Sessions { get; }
    internal Migrator Migrator { get; }

    public Task MigrateAsync(CancellationToken cancellation = default) => Migrator.MigrateAsync(cancellation);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Sessions.DisposeAsync();
    }
}
