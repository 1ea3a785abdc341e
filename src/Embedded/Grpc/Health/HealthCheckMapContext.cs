namespace Grpc.AspNetCore.HealthChecks;

/// <summary>The health check that a mapping is asked about.</summary>
public sealed class HealthCheckMapContext
{
    internal HealthCheckMapContext(string name, IEnumerable<string> tags)
    {
        Name = name;
        Tags = tags;
    }

    public string Name { get; }

    public IEnumerable<string> Tags { get; }
}
