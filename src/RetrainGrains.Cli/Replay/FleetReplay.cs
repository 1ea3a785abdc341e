using Microsoft.Extensions.DependencyInjection;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Notifications;
using RetrainGrains.Fleet.Replay;
using RetrainGrains.Fleet.Scheduling;
using RetrainGrains.Storage;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Cli.Replay;

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
        var loop = new VirtualLoop(reached > begin ? reached : begin)
        {
            Horizon = plan.Streams.Max(stream => stream.Rows[^1].KnownAt).AddYears(1),
        };
        return loop.Run(() => ReplayAsync(loop, database, plan, progress, cancellation));
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
        VirtualLoop loop, IDatabase database, ReplayPlan plan, IProgress<PhaseProgress> progress,
        CancellationToken cancellation)
    {
        var serving = new ReplayServing(database);
        await using var fleet = await ReplayFleet.StartAsync(
            loop, database, new ReplayExecutor(loop), services => Compose(services, serving));
        var feed = new StreamFeed(loop, fleet, database, serving, plan);
        await feed.RunAsync(progress, cancellation);
        return await ReplaySummary.ReadAsync(database, plan, feed.Streams);
    }

    private static void Compose(IServiceCollection services, ReplayServing serving)
    {
        // One a day: actors' timers check the models; the reminder is for those that lost theirs.
        services.AddSingleton(new ScheduleOptions { ReminderPeriod = TimeSpan.FromDays(1) });
        services.AddSingleton<IServingHint>(serving);
        services.AddSingleton(new NotificationOptions { Channels = [] });
    }
}
