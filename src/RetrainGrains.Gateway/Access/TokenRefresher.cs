using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Access;

/// <summary>Keeps the tokens up to date: a revoked one is refused within a second on every gateway.</summary>
internal sealed partial class TokenRefresher(
    TokenTable table, DatabaseCircuit circuit, TimeProvider clock, ILogger<TokenRefresher> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            await PullAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // While the database is away the tokens that are known stay valid: predictions go on.
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

    [LoggerMessage(LogLevel.Warning, "The tokens could not be refreshed; those that are known stay valid.")]
    private partial void LogPullFailed(Exception error);
}
