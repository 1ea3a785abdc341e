using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Simulation;
using RetrainGrains.Grains.Scheduling;
using RetrainGrains.Grains.Training;
using RetrainGrains.Silo;
using RetrainGrains.Silo.Embedded;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Grains.Tests;

/// <summary>The grains as a server composes them, on virtual time; the database in memory outlives the silo.</summary>
internal sealed class TestFleet : IIncomingGrainCallFilter
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private readonly SimulationScheduler simulation;
    private readonly TrainingOptions training;
    private SimulatedSilo? silo;

    private TestFleet(SimulationScheduler simulation, SqliteDatabase database, TrainingOptions training)
    {
        this.simulation = simulation;
        this.training = training;
        Database = database;
        Line = new LossyDatabase(database);
        Executor = new StagedExecutor(simulation.Clock);
    }

    public SqliteDatabase Database { get; }

    /// <summary>The same database as the grains see it: a test can lose what it answers.</summary>
    public LossyDatabase Line { get; }
    public StagedExecutor Executor { get; }
    public Notices Notices { get; } = new();

    /// <summary>The times at which each model was woken.</summary>
    public Dictionary<string, List<DateTimeOffset>> Wakings { get; } = [];

    /// <summary>A model whose wakings fail.</summary>
    public string? Unwakeable { get; set; }

    /// <summary>A method whose next call fails before it is carried out.</summary>
    public string? Unreachable { get; set; }
    public DateTimeOffset Now => simulation.Clock.GetUtcNow();
    public IGrainFactory Grains => silo!.Grains;
    public ITrainingQueueGrain Queue => Grains.GetGrain<ITrainingQueueGrain>(ITrainingQueueGrain.Key);

    public static void Run(Func<TestFleet, Task> test, TrainingOptions? training = null, ulong seed = 1)
    {
        var simulation = new SimulationScheduler(seed, Start);
        simulation.Run(async () =>
        {
            await using var database = SqliteDatabase.Open(new SqliteOptions());
            await database.MigrateAsync();
            var fleet = new TestFleet(simulation, database, training ?? new());
            await fleet.StartAsync();
            await test(fleet);
            await fleet.StopAsync();
        });
    }

    public IModelGrain Model(string id = "station") => Grains.GetGrain<IModelGrain>(id);

    /// <summary>Lets time pass; everything that falls due on the way happens.</summary>
    public Task PassAsync(TimeSpan time) => simulation.AdvanceBy(time);

    public Task PassToAsync(DateTimeOffset time) => simulation.AdvanceTo(time);

    public async Task StartAsync()
    {
        silo = await SimulatedSilo.StartAsync(simulation, Compose);
        await FleetStart.WakeAsync(Grains, Database, Now);
    }

    public async Task StopAsync()
    {
        if (silo is { } running) await running.DisposeAsync();
        silo = null;
    }

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
        builder.AddGrainAssembly(typeof(FleetStart).Assembly);
        builder.AddIncomingGrainCallFilter(this);
        builder.AddReminders();
        builder.Services.AddSingleton<IReminderTable>(new StoredReminderTable(Database.Reminders));
        builder.Services.AddSingleton(new SchedulingOptions { ReminderPeriod = TimeSpan.FromHours(1) });
        builder.Services.AddSingleton(training);
        builder.Services.AddFleet(Line, Executor);
        builder.Services.AddSingleton<IServingHint>(Notices);
        builder.Services.AddSingleton<INotifier>(Notices);
    }
}
