using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Serving;

/// <summary>Keeps the serving table up to date: every second, and at once on a hint.</summary>
public sealed partial class ServingTableRefresher(
    ServingTable table, DatabaseCircuit circuit, TimeProvider clock, ILogger<ServingTableRefresher> logger)
    : BackgroundService, IServingHint
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    public Task ChangedAsync() => PullAsync(CancellationToken.None);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            await PullAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // The next tick tries again; meanwhile what is loaded keeps serving.
    private async Task PullAsync(CancellationToken cancellation)
    {
        if (circuit.IsAway) return;
        try
        {
            await table.RefreshAsync(cancellation);
        }
        catch (DatabaseAwayException error)
        {
            circuit.Report(error);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogPullFailed(error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The serving table could not be refreshed; what is loaded keeps serving.")]
    private partial void LogPullFailed(Exception error);
}
