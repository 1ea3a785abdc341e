using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Gateway.Explaining;
using RetrainGrains.Gateway.Outages;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Predicting;
using RetrainGrains.Gateway.Requests;
using RetrainGrains.Gateway.Tests.Outages;
using RetrainGrains.Gateway.Tests.Serving;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Gateway.Tests;

/// <summary>A gateway's insides over a database in memory, composed as a replay composes them.</summary>
internal sealed class Desks : IAsyncDisposable
{
    private int ids;

    private Desks(IDatabase database, HintMode hints, GatewayOptions options, IWorkerPool pool)
    {
        Database = database;
        Outage = new OutageDatabase(database);
        var log = Outage.Observations;
        Table = new ServingTable(Outage.Serving, new ScorerCache(Outage.Artifacts));
        Watch = new DatabaseCircuit(Outage.Serving, Time, WatchLog);
        Buffer = new PredictionBuffer(log, Watch, Time, options, BufferLog);
        var schemas = new ModelSchemas(Table, Outage.Models, Watch);
        Func<string> newId = () => $"made-{++ids}";
        var batcher = new PredictionBatcher(log, Buffer, Watch, Time, options);
        var workers = new WorkerScores(pool, new ScorerCache(Outage.Artifacts));
        Predictions = new PredictionService(Table, workers, batcher, schemas, Time, newId);
        Explainers = new ExplainerPool(Outage.Artifacts);
        Explanations = new ExplanationService(Table, Explainers, schemas, Time);
        Outcomes = new OutcomeService(
            log, new DeferredWrites(Watch, Buffer, Time, options), schemas,
            new OutcomeHints(new GrainCalls(Grains, Time, options), hints), Time, newId);
    }

    public IDatabase Database { get; }

    /// <summary>The same database as the gateway sees it: a test can take it away.</summary>
    public OutageDatabase Outage { get; }
    public DatabaseCircuit Watch { get; }
    public PredictionBuffer Buffer { get; }
    public LinesLogger<DatabaseCircuit> WatchLog { get; } = new();
    public LinesLogger<PredictionBuffer> BufferLog { get; } = new();
    public ServingTable Table { get; }
    public PredictionService Predictions { get; }
    public OutcomeService Outcomes { get; }
    public ExplainerPool Explainers { get; }
    public ExplanationService Explanations { get; }
    public FakeFleet Grains { get; } = new();
    public WatchedTime Time { get; } = new();

    public static async Task<Desks> OpenAsync(
        HintMode hints = HintMode.Awaited, GatewayOptions? options = null, IWorkerPool? workers = null)
    {
        var database = SqliteDatabase.Open(new SqliteOptions());
        await database.MigrateAsync();
        return new Desks(database, hints, options ?? new(), workers ?? NoWorkers.Instance);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}

/// <summary>What a model's grain would commit.</summary>
internal static class Commits
{
    public static Task<CommitResult> RegisterAsync(this IDatabase database, string modelId, ModelState? state = null) =>
        database.Models.CommitAsync(Commit(modelId, 0) with
        {
            State = DomainJson.Write(state ?? Example.State(modelId)),
            Ledger = [new LedgerAppend(Example.Start, "registered", "{}")],
        });

    /// <summary>Puts a version that answers with a constant into service, as the model's next revision.</summary>
    public static async Task ServeAsync(this IDatabase database, string modelId, long revision, double value)
    {
        var artifact = await database.Artifacts.PutAsync(Example.Constant(value).Bytes, Example.Start);
        await database.ServeAsync(modelId, revision, Example.Plan(modelId, new(1, 0, (int)revision), artifact));
    }

    public static Task<CommitResult> ServeAsync(
        this IDatabase database, string modelId, long revision, ServingPlan plan) =>
        database.ServeAsync(modelId, revision, plan.Version.ToString(), DomainJson.Write(plan));

    public static async Task<CommitResult> ServeAsync(
        this IDatabase database, string modelId, long revision, string version, string plan)
    {
        var result = await database.Models.CommitAsync(Commit(modelId, revision - 1) with
        {
            State = DomainJson.Write(Example.State(modelId)),
            Serving = new ServingRow(modelId, version, "artifact", plan),
        });
        Assert.Equal(CommitStatus.Committed, result.Status);
        return result;
    }

    private static ModelCommit Commit(string modelId, long revision) => new()
    {
        ModelId = modelId,
        ExpectedRevision = revision,
        ModelType = "load",
        At = Example.Start,
    };
}
