using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Turns the results of health checks into one status: a single failure stops the serving.</summary>
internal static class HealthReports
{
    public static ServingStatus StatusOf(IEnumerable<HealthReportEntry> results)
    {
        var status = ServingStatus.Unknown;
        foreach (var result in results)
        {
            if (result.Status == HealthStatus.Unhealthy)
            {
                return ServingStatus.NotServing;
            }
            status = ServingStatus.Serving;
        }
        return status;
    }
}
