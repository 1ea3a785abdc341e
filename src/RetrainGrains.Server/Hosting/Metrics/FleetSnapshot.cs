using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Storage;

namespace RetrainGrains.Server.Hosting.Metrics;

/// <summary>
/// The numbers of waiting items in the fleet at one moment; counts stay at <see cref="RowsMax"/> beyond it.
/// </summary>
internal sealed record FleetSnapshot(
    int RunsQueued, int RunsRunning, TimeSpan OldestRun, int Effects, TimeSpan OldestEffect, TimeSpan ChecksLate)
{
    /// <summary>
    /// The most rows that are read of a kind: enough to see that something piles up, few enough to read every few
    /// seconds.
    /// </summary>
    public const int RowsMax = 1_000;

    public static async Task<FleetSnapshot> TakeAsync(
        IDatabase database, DateTimeOffset now, CancellationToken cancellation)
    {
        var runs = await database.Runs.UnfinishedAsync(RowsMax, cancellation);
        var effects = await database.Outbox.PendingAsync(null, DateTimeOffset.MaxValue, RowsMax, cancellation);
        var running = runs.Count(run => run.Status == RunStatus.Running);
        var earliest = now;
        for (var shard = 0; shard < Shards.Count; shard++)
        {
            if (await database.Schedules.NextDueAsync(shard, cancellation) is { } due && due < earliest) earliest = due;
        }
        return new FleetSnapshot(
            runs.Count - running, running, Age(runs.Select(run => run.QueuedAt), now),
            effects.Count, Age(effects.Select(effect => effect.CreatedAt), now), now - earliest);
    }

    private static TimeSpan Age(IEnumerable<DateTimeOffset> times, DateTimeOffset now) =>
        now - times.Append(now).Min();
}
