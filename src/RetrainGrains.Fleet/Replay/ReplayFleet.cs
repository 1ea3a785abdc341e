using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RetrainGrains.Fleet.Alerts;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Hosting;
using RetrainGrains.Fleet.Models;
using RetrainGrains.Fleet.Scheduling;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Storage;

namespace RetrainGrains.Fleet.Replay;

/// <summary>
/// The server's own actors on one thread and virtual time: calls run one after the other, timers and reminders fire as
/// time passes, and all that happens follows from what was fed.
/// </summary>
public sealed partial class ReplayFleet : IFleet, IAsyncDisposable
{
    private const string OnlySilo = "replay";

    private readonly Dictionary<(Type Kind, string Key), (object Proxy, ReplayActor Actor)> actors = [];
    private readonly VirtualLoop loop;
    private readonly ServiceProvider services;
    private readonly ILogger log;
    private ITimer? reminders;

    private ReplayFleet(VirtualLoop loop, ServiceProvider services)
    {
        (this.loop, this.services) = (loop, services);
        log = services.GetRequiredService<ILogger<ReplayFleet>>();
        loop.Pending = () => actors.Values.SelectMany(one => one.Actor.Pending);
    }

    /// <summary>
    /// An action called before an actor answers, with its key and the method; what it throws, the caller gets.
    /// </summary>
    internal Action<string, string>? BeforeCall { get; init; }

    public ITrainingQueueGrain TrainingQueue =>
        Find<ITrainingQueueGrain, TrainingQueueGrain>(ITrainingQueueGrain.Key);

    public IFleetGrain Alerts => Find<IFleetGrain, FleetGrain>(IFleetGrain.Key);

    /// <summary>Starts a fleet on a database; call it, and all that follows, on the loop.</summary>
    public static async Task<ReplayFleet> StartAsync(
        VirtualLoop loop, IDatabase database, ITrainingExecutor executor, Action<IServiceCollection> compose,
        Action<string, string>? beforeCall = null)
    {
        ReplayFleet? fleet = null;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(loop.Clock);
        services.AddSingleton<IFleet>(_ => fleet!);
        compose(services);
        services.TryAddSingleton(typeof(IActorState<>), typeof(MemoryState<>));
        services.AddFleet(database, executor);
        fleet = new ReplayFleet(loop, services.BuildServiceProvider()) { BeforeCall = beforeCall };
        await fleet.ResumeAsync(database, executor);
        return fleet;
    }

    public IModelGrain Model(string id) => Find<IModelGrain, ModelGrain>(id);

    public IScheduleGrain Schedule(int shard) => Find<IScheduleGrain, ScheduleGrain>(Shards.Key(shard));

    public ITrainingWorkerGrain TrainingWorker(string runId, int ordinal) =>
        Find<ITrainingWorkerGrain, TrainingWorkerGrain>(ITrainingWorkerGrain.KeyOf(runId, ordinal));

    public Task StartTrainingAsync(TrainingOrder order, string silo) =>
        TrainingWorker(order.RunId, order.Ordinal).Start(order);

    public ValueTask DisposeAsync()
    {
        reminders?.Dispose();
        foreach (var (_, actor) in actors.Values) actor.Stop();
        return services.DisposeAsync();
    }

    private async Task ResumeAsync(IDatabase database, ITrainingExecutor executor)
    {
        await FleetStart.ResumeAsync(this, database, loop.Clock.GetUtcNow());
        // There is one silo, and it is there as long as the fleet is.
        await TrainingQueue.Offer(new TrainingOffer(OnlySilo, executor.Slots, loop.Horizon - loop.Clock.GetUtcNow()));
        var period = services.GetRequiredService<ScheduleOptions>().ReminderPeriod;
        reminders = loop.Clock.CreateTimer(_ => _ = RemindAsync(), null, period, period);
    }

    private async Task RemindAsync()
    {
        for (var shard = 0; shard < Shards.Count; shard++)
        {
            try
            {
                await Schedule(shard).Remind();
            }
            catch (Exception error)
            {
                LogReminderFailed(error, shard);
            }
        }
    }

    private TActor Find<TActor, TClass>(string key) where TActor : class where TClass : TActor
    {
        if (!actors.TryGetValue((typeof(TActor), key), out var found))
        {
            var actor = new ReplayActor(loop, $"{typeof(TClass).Name} {key}", () => Enter<TClass>(key), Before(key));
            found = actors[(typeof(TActor), key)] = (ActorProxy.For<TActor>(actor), actor);
        }
        return (TActor)found.Proxy;
    }

    private Action<string>? Before(string key) =>
        BeforeCall is { } hear ? method => hear(key, method) : null;

    private ReplayContext Enter<TClass>(string key)
    {
        var context = new ReplayContext(loop.Clock, key, LogTickFailed);
        context.Actor = ActivatorUtilities.CreateInstance(new ActorServices(services, context), typeof(TClass))!;
        return context;
    }

    /// <summary>The fleet's services, and the one of its own that an actor may ask for.</summary>
    private sealed class ActorServices(IServiceProvider services, IActorContext context) : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType == typeof(IActorContext) ? context : services.GetService(serviceType);
    }

    [LoggerMessage(LogLevel.Error, "A timer's tick failed; the next one comes at its time.")]
    private partial void LogTickFailed(Exception error);

    [LoggerMessage(LogLevel.Error, "Shard {Shard} did not hear its reminder.")]
    private partial void LogReminderFailed(Exception error, int shard);
}
