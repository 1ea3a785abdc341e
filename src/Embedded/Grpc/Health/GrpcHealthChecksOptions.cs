namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Which health checks speak for which gRPC service name.</summary>
public sealed class GrpcHealthChecksOptions
{
    public ServiceMappingCollection Services { get; } = [];
}
