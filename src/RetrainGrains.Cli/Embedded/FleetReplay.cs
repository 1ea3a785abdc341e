using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Simulation;
using RetrainGrains.Cli.Replay;
using RetrainGrains.Contracts;
using RetrainGrains.Grains;
using RetrainGrains.Grains.Scheduling;
using RetrainGrains.Silo;
using RetrainGrains.Silo.Embedded;
using RetrainGrains.Storage;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Cli.Embedded;

/// <summary>
/// Replays streams through the very grains of the server, on virtual time and one thread; only trainings are computed
/// beside it. With a database a replay that was cut off goes on where it was.
/// </summary>
public sealed class FleetReplay : IReplayEngine
{
    // Before the first served row, so that the first champion is there in time.
    private static readonly TimeSpan HeadStart = TimeSpan.FromMinutes(10);

    public async Task<ReplayResult> RunAsync(
        ReplayPlan plan, IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        await using var database =
            SqliteDatabase.Open(new SqliteOptions { Path = plan.DatabasePath, Durability = SqliteDurability.Scratch });
        await database.MigrateAsync(cancellation);
        var begin = plan.Streams.Min(stream => stream.Served[0].At) - HeadStart;
        var reached = await ReachedAsync(database, plan);
        var simulation = new SimulationScheduler(plan.Seed, reached > begin ? reached : begin)
        {
            Horizon = plan.Streams.Max(stream => stream.Rows[^1].KnownAt).AddYears(1),
        };
        return simulation.Run(() => ReplayAsync(simulation, database, plan, progress, cancellation));
    }

    // The latest time that an earlier replay left in the database: virtual time never goes back.
    private static async Task<DateTimeOffset> ReachedAsync(IDatabase database, ReplayPlan plan)
    {
        var reached = DateTimeOffset.MinValue;
        foreach (var modelId in plan.Streams.Select(stream => stream.ModelId))
        {
            if (await database.Models.FindAsync(modelId) is not { } model) continue;
            var last = (await database.Observations.CountAsync(modelId)).Last ?? model.UpdatedAt;
            reached = new[] { reached, model.UpdatedAt, last }.Max();
        }
        return reached;
    }

    private static async Task<ReplayResult> ReplayAsync(
        SimulationScheduler simulation, IDatabase database, ReplayPlan plan, IProgress<PhaseProgress> progress,
        CancellationToken cancellation)
    {
        var serving = new ReplayServing(database);
        await using var silo =
            await SimulatedSilo.StartAsync(simulation, builder => Compose(builder, simulation, database, serving));
        await FleetStart.WakeAsync(silo.Grains, database, simulation.Clock.GetUtcNow());
        var feed = new StreamFeed(simulation, silo.Grains, database, serving, plan);
        await feed.RunAsync(progress, cancellation);
        return await ReplaySummary.ReadAsync(database, plan, feed.Streams);
    }

    private static void Compose(
        ISiloBuilder builder, SimulationScheduler simulation, IDatabase database, ReplayServing serving)
    {
        builder.AddGrainAssembly(typeof(FleetStart).Assembly);
        // Hourly rows must not find their model asleep.
        builder.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromDays(7));
        builder.AddReminders();
        builder.Services.AddSingleton<IReminderTable>(new StoredReminderTable(database.Reminders));
        // One a day: grain timers wake the models, the reminder only stands behind them.
        builder.Services.AddSingleton(new WakingOptions { ReminderPeriod = TimeSpan.FromDays(1) });
        builder.Services.AddFleet(database, new SimulatedTrainingExecutor(simulation));
        builder.Services.AddSingleton<IServingHint>(serving);
        builder.Services.AddSingleton<INotifier>(serving);
    }
}
