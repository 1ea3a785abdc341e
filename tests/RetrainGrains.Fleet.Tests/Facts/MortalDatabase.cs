using System.Reflection;

namespace RetrainGrains.Fleet.Tests.Facts;

/// <summary>The death of the process that uses a database; only whoever started it sees it.</summary>
internal sealed class ProcessDiedException() : Exception("the process died");

/// <summary>
/// A database as a process sees it that dies at one of its writes, before the write or after: from then on it is
/// asked for nothing more.
/// </summary>
internal sealed class MortalDatabase : IDatabase
{
    private static readonly string[] Facts =
    [
        nameof(IObservationLog.AppendPredictionsAsync), nameof(IObservationLog.RecordOutcomesAsync),
        nameof(IObservationLog.ImportAsync), nameof(IModelStore.RepairAsync),
    ];

    private static readonly string[] Writes =
        [.. Facts, nameof(IModelStore.CommitAsync), nameof(IOutbox.CompleteAsync), nameof(IOutbox.RetryAsync)];

    private readonly IDatabase inner;
    private FactDeath? death;
    private int writes;

    public MortalDatabase(IDatabase inner)
    {
        this.inner = inner;
        Models = Store<IModelStore>.Of(inner.Models, this);
        Observations = Store<IObservationLog>.Of(inner.Observations, this);
        Outbox = Store<IOutbox>.Of(inner.Outbox, this);
    }

    public IModelStore Models { get; }
    public IObservationLog Observations { get; }
    public IFileImportStore FileImports => inner.FileImports;
    public IRunStore Runs => inner.Runs;
    public IScheduleStore Schedules => inner.Schedules;
    public IOutbox Outbox { get; }
    public IServingStore Serving => inner.Serving;
    public IArtifactStore Artifacts => inner.Artifacts;
    public IGrainStateStore GrainState => inner.GrainState;
    public ITokenStore Tokens => inner.Tokens;
    public IViewStore Views => inner.Views;

    public bool IsDead { get; private set; }

    /// <summary>Answers whether facts were written since the last time that a death was announced.</summary>
    public bool HasWrittenFacts { get; private set; }

    /// <summary>Announces the death of the next step; null lets it live.</summary>
    public void Await(FactDeath? next) => (death, writes, HasWrittenFacts) = (next, 0, false);

    public Task MigrateAsync(CancellationToken cancellation = default) => inner.MigrateAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private bool IsTime(bool after) => death is { } due && due.Write == writes && due.After == after;

    private void Die()
    {
        IsDead = true;
        throw new ProcessDiedException();
    }

    // As a task, for that is how the death of a process shows: nothing after it is done.
    private async Task<T> WriteAsync<T>(string method, Func<Task<T>> write)
    {
        if (IsDead || IsTime(after: false)) Die();
        var written = await write();
        HasWrittenFacts |= Facts.Contains(method);
        if (IsTime(after: true)) Die();
        writes++;
        return written;
    }

    private async Task WriteAsync(Func<Task> write) => await WriteAsync("", async () =>
    {
        await write();
        return true;
    });

#pragma warning disable CA1852 // The runtime makes the proxy as a subtype.
    public class Store<TStore> : DispatchProxy where TStore : class
    {
        private static readonly MethodInfo Wrapping =
            typeof(Store<TStore>).GetMethod(nameof(WrapAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;

        private TStore? store;
        private MortalDatabase? owner;

        internal static TStore Of(TStore store, MortalDatabase owner)
        {
            var proxy = Create<TStore, Store<TStore>>();
            ((Store<TStore>)(object)proxy).store = store;
            ((Store<TStore>)(object)proxy).owner = owner;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? method, object?[]? arguments)
        {
            object? Ask() => method!.Invoke(store, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            if (!Writes.Contains(method!.Name))
            {
                if (owner!.IsDead) owner.Die();
                return Ask();
            }
            return method.ReturnType == typeof(Task)
                ? owner!.WriteAsync(() => (Task)Ask()!)
                : Wrapping.MakeGenericMethod(method.ReturnType.GenericTypeArguments)
                    .Invoke(this, [method.Name, (Func<object?>)Ask]);
        }

        private Task<T> WrapAsync<T>(string method, Func<object?> ask) =>
            owner!.WriteAsync(method, () => (Task<T>)ask()!);
    }
#pragma warning restore CA1852
}
