using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Orleans.Reminders;
using Orleans.Runtime.Hosting;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;
using RetrainGrains.Fleet.Hosting;
using RetrainGrains.Fleet.Notifications;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Orleans.Tests;

/// <summary>
/// Two silos over one database. Actors and reminders follow a clock that the test moves; what Orleans does by itself
/// keeps the system's time.
/// </summary>
public sealed class FleetCluster : IAsyncLifetime
{
    public const int CallsWaitingMax = 20;

    /// <summary>The time limit of every wait: a test that waits for an event that never comes fails after it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private readonly InProcessTestCluster cluster;
    private readonly SharedReminders reminders = new();
    private readonly ArmedReminders armed = new();
    private readonly Lazy<Task<(ModelView, CheckAnswer)>> trained;
    private readonly Dictionary<string, HeldTrainings> trainings = new()
    {
        ["Silo_0"] = new(),
        ["Silo_1"] = new(),
    };

    public FleetCluster()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((options, silo) => Compose(silo, trainings[options.SiloName]));
        builder.ConfigureClient(client => client.Services.AddFleetCalls());
        cluster = builder.Build();
        trained = new(TrainAsync);
    }

    public FakeTimeProvider Clock { get; } = new(Start);
    public SqliteDatabase Database { get; } = SqliteDatabase.Open(new SqliteOptions());
    public Calls Calls { get; } = new();
    public Notices Notices { get; } = new();
    public Ticks Ticks { get; } = new();
    internal BreakableStorage Storage { get; } = new();

    /// <summary>The silo that started first: it holds the shards and the queue, for then there was no other.</summary>
    public InProcessSiloHandle First => cluster.Silos.Single(silo => silo.Name == "Silo_0");

    public InProcessSiloHandle Second => cluster.Silos.Single(silo => silo.Name == "Silo_1");

    public async ValueTask InitializeAsync()
    {
        await Database.MigrateAsync();
        await cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        armed.Dispose();
        await Database.DisposeAsync();
    }

    /// <summary>A model that was trained and put into service, and the check that started its run.</summary>
    public Task<(ModelView View, CheckAnswer Checked)> TrainedAsync() => trained.Value;

    /// <summary>Completes when a silo waits for an actor's reminder to fall due.</summary>
    public Task ArmedAsync(IAddressable actor, InProcessSiloHandle silo) =>
        armed.On(silo.SiloAddress, actor.GetGrainId()).WaitAsync(Patience);

    public Task KillAsync(InProcessSiloHandle silo) => cluster.KillSiloAsync(silo);

    public HeldTrainings TrainingsOf(InProcessSiloHandle silo) => trainings[silo.Name];

    /// <summary>The fleet as what runs inside a silo sees it.</summary>
    public static IFleet FleetOf(InProcessSiloHandle silo) => silo.ServiceProvider.GetRequiredService<IFleet>();

    public static IGrainFactory GrainsOf(InProcessSiloHandle silo) =>
        silo.ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>Calls an actor that is not active yet, so that it becomes active on a silo.</summary>
    public static async Task<T> OnAsync<T>(InProcessSiloHandle silo, Func<Task<T>> call)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
        return await call().WaitAsync(Patience);
    }

    /// <summary>Ends an actor's activation; nothing but the database remembers it.</summary>
    public Task EndAsync(IAddressable actor) => cluster.DeactivateAsync(actor).WaitAsync(Patience);

    /// <summary>The end of the activation that an actor has now.</summary>
    public Task EndOf(IAddressable actor) => cluster.WaitForDeactivationAsync(actor).WaitAsync(Patience);

    private async Task<(ModelView View, CheckAnswer Checked)> TrainAsync()
    {
        const string Id = "trained";
        var model = FleetOf(First).Model(Id);
        Assert.NotNull((await model.Register(Station.Registration)).Value);
        await Station.ImportHistoryAsync(Database, Id, Clock.GetUtcNow());
        var finished = Calls.Next<IModelGrain>(Id, nameof(IModelGrain.RunFinished));
        var answer = (await model.Check(dryRun: false)).Value!;
        await finished.Ended;
        return ((await model.Describe()).Value!, answer);
    }

    private void Compose(ISiloBuilder silo, HeldTrainings executor)
    {
        silo.Services.AddSingleton<TimeProvider>(Clock);
        silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
        silo.Services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, Clock);
        silo.AddReminders();
        silo.Services.AddSingleton<IReminderTable>(reminders);
        silo.FindLostSilosSoon();
        silo.AddFleetActors();
        silo.Configure<SiloMessagingOptions>(messaging => messaging.MaxEnqueuedRequestsHardLimit = CallsWaitingMax);
        silo.AddIncomingGrainCallFilter(Calls);
        silo.Services.AddFleet(Database, executor);
        silo.Services.AddSingleton<IServingHint>(Notices).AddSingleton(Ticks);
        silo.Services.AddSingleton<INotificationChannel>(Notices);
        silo.Services.AddSingleton(new NotificationOptions { Channels = [Notices.Name] });
        silo.Services.AddGrainStorage(FleetGrainStorage.Name, (_, _) => Storage.Over(new FleetGrainStorage(Database)));
    }
}

/// <summary>The tests that one cluster is enough for, one after the other: they share its clock.</summary>
[CollectionDefinition(Name)]
public sealed class SharedCluster : ICollectionFixture<FleetCluster>
{
    public const string Name = "two silos";
}
