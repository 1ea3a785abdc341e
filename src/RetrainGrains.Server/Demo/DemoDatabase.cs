using RetrainGrains.Server.Hosting;
using RetrainGrains.Server.Options;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Server.Demo;

/// <summary>The demo's own database: emptied at a new start, or found again with the time it had come to.</summary>
internal static class DemoDatabase
{
    private static readonly string[] Suffixes = ["", "-wal", "-shm"];

    /// <summary>Removes the demo's own file only: one that somebody named may hold a real fleet.</summary>
    public static void BeginAnew(string path)
    {
        if (!File.Exists(path)) return;
        if (path != DemoOptions.DatabasePath)
        {
            throw new DatabaseUnusableException(
                new IOException("it exists already, and a demo begins anew unless --keep is given"));
        }
        using var taken = DatabaseLock.Take(path);
        foreach (var suffix in Suffixes) File.Delete(path + suffix);
    }

    /// <summary>The hour from which a kept fleet goes on, or null when there is none.</summary>
    public static async Task<DateTimeOffset?> ReachedAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path)) return null;
        await using var database = SqliteDatabase.Open(new SqliteOptions { Path = path });
        await database.MigrateAsync(cancellation);
        DateTimeOffset? latest = null;
        foreach (var model in await database.Models.ListAsync(null, StationPlan.Fleet.Length, cancellation))
        {
            var last = (await database.Observations.CountAsync(model.ModelId, cancellation)).Last ?? model.UpdatedAt;
            var moment = last > model.UpdatedAt ? last : model.UpdatedAt;
            if (latest is null || moment > latest) latest = moment;
        }
        if (latest is not { } found) return null;
        return new DateTimeOffset(found.Ticks - found.Ticks % TimeSpan.TicksPerHour, TimeSpan.Zero).AddHours(1);
    }
}
