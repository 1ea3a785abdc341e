using System.Reflection;

namespace RetrainGrains.Grains.Tests;

/// <summary>A database whose answers can be lost on their way: what was asked is carried out all the same.</summary>
internal sealed class LossyDatabase : IDatabase
{
    private readonly IDatabase inner;

    public LossyDatabase(IDatabase inner)
    {
        this.inner = inner;
        Models = DispatchProxy.Create<IModelStore, Line>();
        ((Line)(object)Models).Owner = this;
    }

    public IModelStore Models { get; }
    public IObservationLog Observations => inner.Observations;
    public IRunStore Runs => inner.Runs;
    public IScheduleStore Schedules => inner.Schedules;
    public IOutbox Outbox => inner.Outbox;
    public IServingStore Serving => inner.Serving;
    public IArtifactStore Artifacts => inner.Artifacts;
    public IGrainStateStore GrainState => inner.GrainState;
    public IReminderStore Reminders => inner.Reminders;

    /// <summary>The next commit is made, and nobody hears of it.</summary>
    public bool LosesNextCommit { get; set; }

    public Task MigrateAsync(CancellationToken cancellation = default) => inner.MigrateAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

#pragma warning disable CA1852 // The runtime makes the proxy as a subtype.
    public class Line : DispatchProxy
    {
        internal LossyDatabase? Owner { get; set; }

        protected override object? Invoke(MethodInfo? method, object?[]? arguments)
        {
            var answer = method!.Invoke(
                Owner!.inner.Models, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            if (!Owner.LosesNextCommit || method.Name != nameof(IModelStore.CommitAsync)) return answer;
            Owner.LosesNextCommit = false;
            throw new DatabaseAwayException(new IOException("the connection broke"));
        }
    }
#pragma warning restore CA1852
}
