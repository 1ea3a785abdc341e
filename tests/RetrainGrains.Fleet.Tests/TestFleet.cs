using Microsoft.Extensions.DependencyInjection;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Fleet.Models;
using RetrainGrains.Fleet.Notifications;
using RetrainGrains.Fleet.Replay;
using RetrainGrains.Fleet.Scheduling;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Fleet.Tests;

/// <summary>The actors as a server composes them, on virtual time; the database in memory outlives them.</summary>
internal sealed class TestFleet
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private readonly VirtualLoop loop;
    private readonly TrainingOptions training;
    private ReplayFleet? actors;

    private TestFleet(VirtualLoop loop, SqliteDatabase database, TrainingOptions training)
    {
        (this.loop, this.training) = (loop, training);
        Database = database;
        Line = new LossyDatabase(database);
        Executor = new StagedExecutor(loop.Clock);
    }

    public SqliteDatabase Database { get; }

    /// <summary>The same database as the actors see it: a test can lose what it answers.</summary>
    public LossyDatabase Line { get; }
    public StagedExecutor Executor { get; }
    public Notices Notices { get; } = new();
    public FakeWorkers Workers { get; } = new();

    /// <summary>The times of the scheduled checks of each model.</summary>
    public Dictionary<string, List<DateTimeOffset>> ScheduledChecks { get; } = [];

    /// <summary>A model whose scheduled checks fail.</summary>
    public string? Uncheckable { get; set; }

    /// <summary>A method whose next call fails before it is carried out.</summary>
    public string? Unreachable { get; set; }
    public TimeProvider Clock => loop.Clock;
    public DateTimeOffset Now => loop.Clock.GetUtcNow();
    public ITrainingQueueGrain Queue => actors!.TrainingQueue;
    public IFleetGrain Alerts => actors!.Alerts;
    public IFleet Actors => actors!;

    /// <summary>Runs a test on a loop of its own, where a seed draws the order of what is ready.</summary>
    public static void Run(Func<TestFleet, Task> test, TrainingOptions? training = null, int seed = 1)
    {
        var loop = new VirtualLoop(Start, seed);
        loop.Run(async () =>
        {
            await using var database = SqliteDatabase.Open(new SqliteOptions());
            await database.MigrateAsync();
            var fleet = new TestFleet(loop, database, training ?? new());
            await fleet.StartAsync();
            await test(fleet);
            await fleet.StopAsync();
        });
    }

    /// <summary>Stores a decision that was made beside the model's own actor.</summary>
    internal async Task<CommitResult> CommitAsync(ModelSession session, LifecycleDecision decision)
    {
        var change = session.Propose(decision, Now);
        var result = await Database.Models.CommitAsync(change.Commit);
        if (result.Committed) session.Advance(change, result.Revision);
        return result;
    }

    public ITrainingWorkerGrain Worker(string runId, int ordinal) => actors!.TrainingWorker(runId, ordinal);

    public IModelGrain Model(string id = "station") => actors!.Model(id);

    /// <summary>Lets time pass; everything that falls due on the way happens.</summary>
    public Task PassAsync(TimeSpan time) => loop.AdvanceBy(time);

    public Task PassToAsync(DateTimeOffset time) => loop.AdvanceTo(time);

    public async Task StartAsync() =>
        actors = await ReplayFleet.StartAsync(loop, Line, Executor, Compose, BeforeCall);

    public async Task StopAsync()
    {
        if (actors is { } running) await running.DisposeAsync();
        actors = null;
    }

    private void BeforeCall(string key, string method)
    {
        if (method == nameof(IModelGrain.CheckIfDue))
        {
            if (!ScheduledChecks.TryGetValue(key, out var times)) ScheduledChecks[key] = times = [];
            times.Add(Now);
            if (key == Uncheckable) throw new InvalidOperationException($"{key} cannot be checked");
        }
        if (method != Unreachable) return;
        Unreachable = null;
        throw new FleetUnavailableException($"{key} is out of reach");
    }

    private void Compose(IServiceCollection services)
    {
        services.AddSingleton(new ScheduleOptions { ReminderPeriod = TimeSpan.FromHours(1) });
        services.AddSingleton(training);
        services.AddSingleton<IWorkerPool>(Workers);
        services.AddSingleton<IServingHint>(Notices);
        services.AddSingleton<INotificationChannel>(Notices);
        services.AddSingleton(new NotificationOptions { Channels = [Notices.Name] });
        services.AddTransient(typeof(IActorState<>), typeof(StoredState<>));
    }
}
