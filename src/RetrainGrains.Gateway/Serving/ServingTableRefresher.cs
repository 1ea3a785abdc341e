using Microsoft.Extensions.Logging;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Gateway.Availability;

namespace RetrainGrains.Gateway.Serving;

/// <summary>Keeps the serving table up to date: every second, and at once on a hint.</summary>
public sealed class ServingTableRefresher(
    ServingTable table, DatabaseCircuit circuit, TimeProvider clock, ILogger<ServingTableRefresher> logger)
    : PeriodicPull("serving table", Period, circuit, clock, logger), IServingHint
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    public Task ChangedAsync() => PullAsync(CancellationToken.None);

    protected override Task RefreshAsync(CancellationToken cancellation) => table.RefreshAsync(cancellation);
}
