using Microsoft.Extensions.Diagnostics.HealthChecks;
using RetrainGrains.Fleet.Serving;
using RetrainGrains.Gateway.Availability;

namespace RetrainGrains.Gateway.Serving;

/// <summary>
/// The readiness of a process, which is ready once everything that serves is loaded. A model that cannot be loaded is
/// told, not fatal, and so is a database that is away: predictions go on.
/// </summary>
internal sealed class ServingHealth(ServingTable table, DatabaseCircuit circuit, PredictionBuffer buffer) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Look());

    private HealthCheckResult Look() =>
        !table.Loaded ? HealthCheckResult.Unhealthy("The serving table is being loaded.")
        : circuit.IsAway ? HealthCheckResult.Degraded(
            $"The database has been away for {circuit.AwayFor.TotalSeconds:0} s: predictions are answered from memory, "
            + $"and {buffer.Rows} rows wait to be logged.")
        : table.Broken.Count > 0 ? HealthCheckResult.Degraded($"{table.Broken.Count} models cannot be loaded.")
        : HealthCheckResult.Healthy($"{table.Count} models are loaded.");
}
