using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RetrainGrains.Gateway.Availability;

namespace RetrainGrains.Gateway.Access;

/// <summary>
/// Keeps the tokens up to date: a revoked one is refused within a second on every gateway. While the database is away,
/// those that are known stay valid: predictions go on.
/// </summary>
internal sealed class TokenRefresher(
    TokenTable table, DatabaseCircuit circuit, TimeProvider clock, ILogger<TokenRefresher> logger)
    : PeriodicPull("tokens", Period, circuit, clock, logger), IHostedLifecycleService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads the tokens before the first request is taken: a restart refuses nobody who is known.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => PullAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override Task RefreshAsync(CancellationToken cancellation) => table.RefreshAsync(cancellation);
}
