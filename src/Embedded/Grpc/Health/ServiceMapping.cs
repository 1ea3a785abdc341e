namespace Grpc.AspNetCore.HealthChecks;

/// <summary>The health checks that decide the status of one service name.</summary>
public sealed class ServiceMapping(string name, Func<HealthCheckMapContext, bool> predicate)
{
    public string Name { get; } = name;

    public Func<HealthCheckMapContext, bool> HealthCheckPredicate { get; } = predicate;
}
