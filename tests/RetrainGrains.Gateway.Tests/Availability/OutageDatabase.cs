using System.Collections.Concurrent;
using System.Reflection;

namespace RetrainGrains.Gateway.Tests.Availability;

/// <summary>One call of a store, as a gateway made it.</summary>
internal sealed record StoreCall(string Method, object?[] Arguments);

/// <summary>Another database as seen over a network: a test takes it away and gives it back.</summary>
internal sealed class OutageDatabase : IDatabase
{
    private readonly IDatabase inner;

    public OutageDatabase(IDatabase inner)
    {
        this.inner = inner;
        Models = Line<IModelStore>.To(inner.Models, this);
        Observations = Line<IObservationLog>.To(inner.Observations, this);
        FileImports = Line<IFileImportStore>.To(inner.FileImports, this);
        Serving = Line<IServingStore>.To(inner.Serving, this);
        Artifacts = Line<IArtifactStore>.To(inner.Artifacts, this);
        Tokens = Line<ITokenStore>.To(inner.Tokens, this);
    }

    public IModelStore Models { get; }
    public IObservationLog Observations { get; }
    public IServingStore Serving { get; }
    public IArtifactStore Artifacts { get; }
    public IFileImportStore FileImports { get; }
    public IRunStore Runs => inner.Runs;
    public IScheduleStore Schedules => inner.Schedules;
    public IOutbox Outbox => inner.Outbox;
    public IGrainStateStore GrainState => inner.GrainState;
    public ITokenStore Tokens { get; }
    public IViewStore Views => inner.Views;

    /// <summary>Every call fails, and nothing is carried out.</summary>
    public bool IsAway { get; set; }

    /// <summary>The next call is carried out, and its answer is lost on the way; then the database is away.</summary>
    public bool LosesNextAnswer { get; set; }

    /// <summary>A failure for the next calls, instead of the database's own.</summary>
    public Func<StoreCall, Exception?> Fails { get; set; } = _ => null;

    public ConcurrentQueue<StoreCall> Calls { get; } = [];

    public static DatabaseAwayException Away() => new(new IOException("connection refused"));

    public int Count(string method) => Calls.Count(call => call.Method == method);

    public Task MigrateAsync(CancellationToken cancellation = default) => inner.MigrateAsync(cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

#pragma warning disable CA1852 // The runtime makes the proxy as a subtype.
    public class Line<TStore> : DispatchProxy where TStore : class
    {
        private TStore? store;
        private OutageDatabase? owner;

        internal static TStore To(TStore store, OutageDatabase owner)
        {
            var line = Create<TStore, Line<TStore>>();
            var proxy = (Line<TStore>)(object)line;
            (proxy.store, proxy.owner) = (store, owner);
            return line;
        }

        protected override object? Invoke(MethodInfo? method, object?[]? arguments)
        {
            var call = new StoreCall(method!.Name, arguments ?? []);
            owner!.Calls.Enqueue(call);
            if (owner.IsAway) throw Away();
            if (owner.Fails(call) is { } failure) throw failure;
            var answer = method.Invoke(store, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            if (!owner.LosesNextAnswer) return answer;
            (owner.LosesNextAnswer, owner.IsAway) = (false, true);
            throw Away();
        }
    }
#pragma warning restore CA1852
}
