using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetrainGrains.Fleet.Training;

namespace RetrainGrains.Orleans;

/// <summary>
/// Lets the memory of this silo go of rows that were erased, withdrawn or corrected, also where the next training of
/// their model is far away, or on another silo.
/// </summary>
internal sealed partial class StaleRows(TrainingRows rows, TimeProvider clock, ILogger<StaleRows> log)
    : BackgroundService
{
    // One read of a number for each of the few models whose rows are held.
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await rows.DropStaleAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogNotRead(error);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Rows in memory could not be compared with the log; they are in a minute.")]
    private partial void LogNotRead(Exception error);
}
