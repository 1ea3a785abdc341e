using Microsoft.Extensions.Diagnostics.HealthChecks;
using RetrainGrains.Storage;

namespace RetrainGrains.Server.Hosting;

/// <summary>A silo without its database decides nothing; it says so, and goes on when that is back.</summary>
internal sealed class DatabaseHealth(IDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await database.Schedules.NextDueAsync(0, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (DatabaseAwayException away)
        {
            return HealthCheckResult.Degraded(away.Message);
        }
    }
}
