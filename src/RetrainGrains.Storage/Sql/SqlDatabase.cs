namespace RetrainGrains.Storage.Sql;

/// <summary>The stores, written once over ADO.NET, for any database with a dialect, migrations and sessions.</summary>
public abstract class SqlDatabase : IDatabase
{
    private readonly SqlSessions sessions;
    private readonly Migrator migrator;

    private protected SqlDatabase(SqlSessions sessions, SqlDialect dialect)
    {
        this.sessions = sessions;
        migrator = new Migrator(sessions, Migration.Of(dialect));
        Models = new SqlModelStore(sessions);
        Observations = new SqlObservationLog(sessions);
        Runs = new SqlRunStore(sessions);
        Schedules = new SqlScheduleStore(sessions);
        Outbox = new SqlOutbox(sessions);
        Serving = new SqlServingStore(sessions);
        Artifacts = new SqlArtifactStore(sessions);
        GrainState = new SqlGrainStateStore(sessions);
        Reminders = new SqlReminderStore(sessions);
    }

    public IModelStore Models { get; }
    public IObservationLog Observations { get; }
    public IRunStore Runs { get; }
    public IScheduleStore Schedules { get; }
    public IOutbox Outbox { get; }
    public IServingStore Serving { get; }
    public IArtifactStore Artifacts { get; }
    public IGrainStateStore GrainState { get; }
    public IReminderStore Reminders { get; }

    public Task MigrateAsync(CancellationToken cancellation = default) => migrator.MigrateAsync(cancellation);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return sessions.DisposeAsync();
    }
}
