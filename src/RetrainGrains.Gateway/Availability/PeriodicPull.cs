using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Availability;

/// <summary>
/// Keeps what a process has in memory up to date with the database: every period, and at once when it is asked to.
/// While the database is away, what is loaded stays in use.
/// </summary>
public abstract partial class PeriodicPull(
    string kept, TimeSpan period, DatabaseCircuit circuit, TimeProvider clock, ILogger logger) : BackgroundService
{
    protected abstract Task RefreshAsync(CancellationToken cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, clock);
        do
        {
            await PullAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // What fails is tried again with the next tick.
    protected async Task PullAsync(CancellationToken cancellation)
    {
        if (circuit.IsAway) return;
        try
        {
            await RefreshAsync(cancellation);
        }
        catch (DatabaseAwayException error)
        {
            circuit.Report(error);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogPullFailed(logger, error, kept);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The {Kept} could not be refreshed; what is loaded stays in use.")]
    private static partial void LogPullFailed(ILogger logger, Exception error, string kept);
}
