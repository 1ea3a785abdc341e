using Microsoft.Data.Sqlite;
using RetrainGrains.Storage.Sqlite;

namespace RetrainGrains.Server.Hosting;

/// <summary>Writes the log of a SQLite database back to its file every second, so that no commit has to.</summary>
internal sealed partial class Checkpoints(SqliteDatabase database, TimeProvider clock, ILogger<Checkpoints> logger)
    : BackgroundService
{
    // Often enough that a turn has little to write and a restart little to read.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await TurnAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Closing the database writes back what is left.
        }
    }

    // What was committed is safe in the log; the next turn tries again.
    private async Task TurnAsync(CancellationToken cancellation)
    {
        try
        {
            await database.CheckpointAsync(cancellation);
        }
        catch (SqliteException error)
        {
            LogFailed(error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The database's log could not be written back; it grows until it can.")]
    private partial void LogFailed(Exception error);
}
