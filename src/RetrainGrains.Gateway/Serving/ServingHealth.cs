using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RetrainGrains.Gateway.Serving;

/// <summary>Ready once everything that serves is loaded; a model that cannot be loaded is told, not fatal.</summary>
internal sealed class ServingHealth(ServingTable table) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
            !table.Loaded ? HealthCheckResult.Unhealthy("The serving table is being loaded.")
            : table.Broken.Count > 0 ? HealthCheckResult.Degraded($"{table.Broken.Count} models cannot be loaded.")
            : HealthCheckResult.Healthy($"{table.Count} models are loaded."));
}
