using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RetrainGrains.Cli.Terminal;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Notifications;
using RetrainGrains.Fleet.Replay;
using RetrainGrains.Fleet.Scheduling;
using RetrainGrains.Sources;
using RetrainGrains.Storage;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Cli.Replay;

/// <summary>
/// Replays streams through the very grains of the server, each on a virtual time of its own, so that no stream's result
/// depends on the others. With a database a replay that was cut off goes on where it was.
/// </summary>
public sealed class FleetReplay : IReplayEngine
{
    // Streams at a time: enough to keep a small machine busy, and a large one usable.
    private const int Threads = 2;

    // Before the first served row, so that the first champion is there in time.
    private static readonly TimeSpan HeadStart = TimeSpan.FromMinutes(10);

    public async Task<ReplayResult> RunAsync(
        ReplayPlan plan, IProgress<PhaseProgress> progress, CancellationToken cancellation)
    {
        var models = new ModelReplay[plan.Streams.Length];
        var shared = new JoinedProgress(progress, "replay", plan.Streams.Sum(stream => (long)stream.Served.Length));
        var options = new ParallelOptions
        {
            // A file has one writer at a time.
            MaxDegreeOfParallelism = plan.DatabasePath is null ? Threads : 1,
            CancellationToken = cancellation,
        };
        await Parallel.ForAsync(0, models.Length, options, async (i, token) =>
            models[i] = await ReplayAsync(plan, plan.Streams[i], shared, token));
        return new ReplayResult([.. models], HashOf(models));
    }

    private static async Task<ModelReplay> ReplayAsync(
        ReplayPlan plan, ObservationStream stream, JoinedProgress progress, CancellationToken cancellation)
    {
        await using var file =
            SqliteDatabase.Open(new SqliteOptions { Path = plan.DatabasePath, Durability = SqliteDurability.Scratch });
        await file.MigrateAsync(cancellation);
        var database = new OneModelDatabase(file, stream.ModelId);
        var begin = stream.Served[0].At - HeadStart;
        var reached = await ReachedAsync(database, stream.ModelId);
        var loop = new VirtualLoop(reached > begin ? reached : begin)
        {
            Horizon = stream.Rows[^1].KnownAt.AddYears(1),
        };
        return loop.Run(() => ReplayAsync(loop, database, plan, new FedStream(stream), progress, cancellation));
    }

    // The latest time that an earlier replay left in the database: virtual time never goes back.
    private static async Task<DateTimeOffset> ReachedAsync(IDatabase database, string modelId)
    {
        if (await database.Models.FindAsync(modelId) is not { } model) return DateTimeOffset.MinValue;
        var last = (await database.Observations.CountAsync(modelId)).Last ?? model.UpdatedAt;
        return last > model.UpdatedAt ? last : model.UpdatedAt;
    }

    private static async Task<ModelReplay> ReplayAsync(
        VirtualLoop loop, IDatabase database, ReplayPlan plan, FedStream fed, JoinedProgress progress,
        CancellationToken cancellation)
    {
        var serving = new ReplayServing(database, fed.Stream.ModelId);
        await using var fleet = await ReplayFleet.StartAsync(
            loop, database, new ReplayExecutor(loop), services => Compose(services, serving));
        await new StreamFeed(loop, fleet, database, serving, plan, fed).RunAsync(progress, cancellation);
        return await ReplaySummary.ReadAsync(database, plan, fed);
    }

    // The same as the database makes of its models.
    private static string HashOf(IEnumerable<ModelReplay> models)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var model in models.OrderBy(model => model.ModelId, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{model.ModelId}\n{model.LedgerSha256}\n"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Compose(IServiceCollection services, ReplayServing serving)
    {
        // One a day: actors' timers check the models; the reminder is for those that lost theirs.
        services.AddSingleton(new ScheduleOptions { ReminderPeriod = TimeSpan.FromDays(1) });
        services.AddSingleton<IServingHint>(serving);
        services.AddSingleton(new NotificationOptions { Channels = [] });
    }
}
