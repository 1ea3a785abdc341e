using System.Reflection;

namespace RetrainGrains.Fleet.Tests;

/// <summary>A database whose answers can be lost on their way: what was asked is carried out all the same.</summary>
internal sealed class LossyDatabase : IDatabase
{
    private readonly IDatabase inner;

    public LossyDatabase(IDatabase inner)
    {
        this.inner = inner;
        Models = Line<IModelStore>.To(inner.Models, this, nameof(IModelStore.CommitAsync));
        GrainState = Line<IGrainStateStore>.To(inner.GrainState, this, nameof(IGrainStateStore.WriteAsync));
    }

    public IModelStore Models { get; }
    public IObservationLog Observations => inner.Observations;
    public IFileImportStore FileImports => inner.FileImports;
    public IRunStore Runs => inner.Runs;
    public IScheduleStore Schedules => inner.Schedules;
    public IOutbox Outbox => inner.Outbox;
    public IServingStore Serving => inner.Serving;
    public IArtifactStore Artifacts => inner.Artifacts;
    public IGrainStateStore GrainState { get; }
    public ITokenStore Tokens => inner.Tokens;
    public IViewStore Views => inner.Views;

    /// <summary>The next commit, or write of a grain's state, is made, and nobody hears of it.</summary>
    public bool LosesNextCommit { get; set; }

    /// <summary>The hindrance to overwriting the bytes of erased rows; null when nothing is.</summary>
    public string? OverwritingProblem { get; set; }

    public Task MigrateAsync(CancellationToken cancellation = default) => inner.MigrateAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

#pragma warning disable CA1852 // The runtime makes the proxy as a subtype.
    public class Line<TStore> : DispatchProxy where TStore : class
    {
        private TStore? store;
        private LossyDatabase? owner;
        private string? commit;

        internal static TStore To(TStore store, LossyDatabase owner, string commit)
        {
            var line = Create<TStore, Line<TStore>>();
            var proxy = (Line<TStore>)(object)line;
            (proxy.store, proxy.owner, proxy.commit) = (store, owner, commit);
            return line;
        }

        protected override object? Invoke(MethodInfo? method, object?[]? arguments)
        {
            if (method!.Name == nameof(IModelStore.OverwriteErasedAsync) && owner!.OverwritingProblem is { } problem)
                return Task.FromResult(new Overwriting((long)arguments![0]!, 9, problem));
            var answer = method.Invoke(store, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            if (!owner!.LosesNextCommit || (method.Name != commit && method.Name != nameof(IModelStore.RepairAsync)))
                return answer;
            owner.LosesNextCommit = false;
            throw new DatabaseAwayException(new IOException("the connection broke"));
        }
    }
#pragma warning restore CA1852
}
