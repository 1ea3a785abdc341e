using Microsoft.Extensions.DependencyInjection;
using RetrainGrains.Fleet.Scheduling;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Server;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Fleet.Tests;

/// <summary>The grains as a server composes them, on virtual time; the database in memory outlives the silo.</summary>
internal sealed class TestFleet : IIncomingGrainCallFilter
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private readonly TestRuntime runtime;
    private readonly TrainingOptions training;

    private TestFleet(TestRuntime runtime, SqliteDatabase database, TrainingOptions training)
    {
        this.runtime = runtime;
        this.training = training;
        Database = database;
        Line = new LossyDatabase(database);
        Executor = new StagedExecutor(runtime.Clock);
    }

    public SqliteDatabase Database { get; }

    /// <summary>The same database as the grains see it: a test can lose what it answers.</summary>
    public LossyDatabase Line { get; }
    public StagedExecutor Executor { get; }
    public Notices Notices { get; } = new();
    public FakeWorkers Workers { get; } = new();

    /// <summary>The times at which each model was woken.</summary>
    public Dictionary<string, List<DateTimeOffset>> Wakings { get; } = [];

    /// <summary>A model whose wakings fail.</summary>
    public string? Unwakeable { get; set; }

    /// <summary>A method whose next call fails before it is carried out.</summary>
    public string? Unreachable { get; set; }
    public TimeProvider Clock => runtime.Clock;
    public DateTimeOffset Now => runtime.Clock.GetUtcNow();
    public IGrainFactory Grains => runtime.Grains;
    public ITrainingQueueGrain Queue => Grains.GetGrain<ITrainingQueueGrain>(ITrainingQueueGrain.Key);

    public static void Run(Func<TestFleet, Task> test, TrainingOptions? training = null, ulong seed = 1) =>
        TestRuntime.Run(seed, Start, async runtime =>
        {
            await using var database = SqliteDatabase.Open(new SqliteOptions());
            await database.MigrateAsync();
            var fleet = new TestFleet(runtime, database, training ?? new());
            await fleet.StartAsync();
            await test(fleet);
            await fleet.StopAsync();
        });

    public IFleetGrain Alarms => Grains.GetGrain<IFleetGrain>(IFleetGrain.Key);

    public IModelGrain Model(string id = "station") => Grains.GetGrain<IModelGrain>(id);

    /// <summary>Lets time pass; everything that falls due on the way happens.</summary>
    public Task PassAsync(TimeSpan time) => runtime.AdvanceBy(time);

    public Task PassToAsync(DateTimeOffset time) => runtime.AdvanceTo(time);

    public async Task StartAsync()
    {
        await runtime.StartAsync(Database, Compose);
        await FleetStart.WakeAsync(Grains, Database, Now);
    }

    public Task StopAsync() => runtime.StopAsync();

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context is { MethodName: nameof(IModelGrain.Wake), Grain: Grain grain })
        {
            var model = grain.GetPrimaryKeyString();
            if (!Wakings.TryGetValue(model, out var times)) Wakings[model] = times = [];
            times.Add(Now);
            if (model == Unwakeable) throw new InvalidOperationException($"{model} does not wake");
        }
        if (context.MethodName == Unreachable)
        {
            Unreachable = null;
            throw new SiloUnavailableException();
        }
        await context.Invoke();
    }

    private void Compose(ISiloBuilder builder)
    {
        builder.AddIncomingGrainCallFilter(this);
        builder.Services.AddSingleton(new WakingOptions { ReminderPeriod = TimeSpan.FromHours(1) });
        builder.Services.AddSingleton(training);
        builder.Services.AddSingleton<IWorkerPool>(Workers);
        builder.Services.AddFleet(Line, Executor);
        builder.Services.AddSingleton<IServingHint>(Notices);
        builder.Services.AddSingleton<INotifier>(Notices);
    }
}
