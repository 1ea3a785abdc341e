using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Passes each periodic health report on to those who watch.</summary>
internal sealed class GrpcHealthChecksPublisher(HealthStatuses statuses, IOptions<GrpcHealthChecksOptions> options)
    : IHealthCheckPublisher
{
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var mapping in options.Value.Services)
        {
            var results = report.Entries
                .Where(entry => mapping.HealthCheckPredicate(new HealthCheckMapContext(entry.Key, entry.Value.Tags)))
                .Select(entry => entry.Value);
            statuses.Set(mapping.Name, HealthReports.StatusOf(results));
        }
        return Task.CompletedTask;
    }
}
