using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Answers the standard health protocol out of the application's health checks.</summary>
internal sealed class HealthService(
    HealthCheckService checks,
    IOptions<GrpcHealthChecksOptions> options,
    HealthStatuses statuses,
    IHostApplicationLifetime lifetime) : Health.V1.Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        await EvaluateAsync(request.Service, context.CancellationToken) is { } status
            ? new HealthCheckResponse { Status = status }
            : throw new RpcException(
                new Status(StatusCode.NotFound, $"No health is known of service '{request.Service}'."));

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        if (await EvaluateAsync(request.Service, context.CancellationToken) is { } status)
        {
            statuses.Set(request.Service, status);
        }
        using var watcher = statuses.Watch(request.Service);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            await foreach (var change in watcher.Changes.Reader.ReadAllAsync(stopping.Token))
            {
                await responseStream.WriteAsync(new HealthCheckResponse { Status = change }, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            // The server stops: say so and end the call, or it would hold the shutdown up.
            await responseStream.WriteAsync(new HealthCheckResponse { Status = ServingStatus.NotServing });
        }
    }

    /// <summary>Null when no mapping has that name.</summary>
    private async Task<ServingStatus?> EvaluateAsync(string service, CancellationToken cancellationToken)
    {
        if (options.Value.Services.Find(service) is not { } mapping)
        {
            return null;
        }
        var report = await checks.CheckHealthAsync(
            check => mapping.HealthCheckPredicate(new HealthCheckMapContext(check.Name, check.Tags)),
            cancellationToken);
        return HealthReports.StatusOf(report.Entries.Values);
    }
}
