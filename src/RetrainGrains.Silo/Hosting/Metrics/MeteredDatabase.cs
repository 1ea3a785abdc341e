namespace RetrainGrains.Silo.Hosting.Metrics;

/// <summary>A database that counts what passes through it.</summary>
internal sealed class MeteredDatabase(IDatabase inner) : IDatabase
{
    public IModelStore Models { get; } = new MeteredModels(inner.Models);
    public IRunStore Runs { get; } = new MeteredRuns(inner.Runs);
    public IObservationLog Observations => inner.Observations;
    public IScheduleStore Schedules => inner.Schedules;
    public IOutbox Outbox => inner.Outbox;
    public IServingStore Serving => inner.Serving;
    public IArtifactStore Artifacts => inner.Artifacts;
    public IGrainStateStore GrainState => inner.GrainState;
    public IReminderStore Reminders => inner.Reminders;

    public Task MigrateAsync(CancellationToken cancellation = default) => inner.MigrateAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
