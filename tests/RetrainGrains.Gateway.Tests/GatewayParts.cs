using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Explanations;
using RetrainGrains.Gateway.Options;
using RetrainGrains.Gateway.Outcomes;
using RetrainGrains.Gateway.Predictions;
using RetrainGrains.Gateway.Serving;
using RetrainGrains.Gateway.Tests.Availability;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Gateway.Tests;

/// <summary>A gateway's insides over a database in memory; commits begin on the thread that asks.</summary>
internal sealed class GatewayParts : IAsyncDisposable
{
    private int ids;

    private GatewayParts(IDatabase database, HintMode hints, GatewayOptions options, IWorkerPool pool)
    {
        Database = database;
        Outage = new OutageDatabase(database);
        var log = Outage.Observations;
        Table = new ServingTable(Outage.Serving, new ScorerCache(Outage.Artifacts));
        Circuit = new DatabaseCircuit(Outage.Serving, Time, CircuitLog);
        var outcomeHints = new OutcomeHints(new GrainCalls(Grains, Time, options), hints);
        var predictionLog = new PredictionLog(log, outcomeHints);
        Buffer = new PredictionBuffer(predictionLog, Circuit, Time, options, BufferLog);
        var schemas = new ModelSchemas(Table, Outage.Models, Circuit);
        Func<DateTimeOffset, string> newId = _ => $"made-{++ids}";
        var batcher = new PredictionBatcher(
            predictionLog, Buffer, Circuit, Time, options, begin: static commit => commit());
        var workers = new WorkerScores(pool, new ScorerCache(Outage.Artifacts));
        Predictions = new PredictionService(Table, workers, batcher, schemas, Time, newId, options.ClockTolerance);
        Explainers = new ExplainerPool(Outage.Artifacts);
        Explanations = new ExplanationService(Table, Explainers, schemas, Time);
        Outcomes = new OutcomeService(
            log, new DeferredWrites(Circuit, Buffer, Time, options), schemas,
            outcomeHints, Time, newId, options.ClockTolerance);
    }

    public IDatabase Database { get; }

    /// <summary>The same database as the gateway sees it: a test can take it away.</summary>
    public OutageDatabase Outage { get; }
    public DatabaseCircuit Circuit { get; }
    public PredictionBuffer Buffer { get; }
    public LinesLogger<DatabaseCircuit> CircuitLog { get; } = new();
    public LinesLogger<PredictionBuffer> BufferLog { get; } = new();
    public ServingTable Table { get; }
    public PredictionService Predictions { get; }
    public OutcomeService Outcomes { get; }
    public ExplainerPool Explainers { get; }
    public ExplanationService Explanations { get; }
    public FakeFleet Grains { get; } = new();
    public ManualTime Time { get; } = new();

    public static async Task<GatewayParts> OpenAsync(
        HintMode hints = HintMode.Awaited, GatewayOptions? options = null, IWorkerPool? workers = null)
    {
        var database = SqliteDatabase.Open(new SqliteOptions());
        await database.MigrateAsync();
        return new GatewayParts(database, hints, options ?? new(), workers ?? NoWorkers.Instance);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
