using System.Collections.Concurrent;

namespace Grpc.AspNetCore.Server;

/// <summary>The services mapped so far: their full names and the types that implement them.</summary>
internal sealed class ServiceRegistry
{
    private readonly ConcurrentDictionary<string, Type> _services = new(StringComparer.Ordinal);
    private int _hasUnimplementedEndpoint;

    public IReadOnlyCollection<Type> ServiceTypes => [.. _services.Values.Distinct()];

    public bool Contains(string serviceName) => _services.ContainsKey(serviceName);

    public void Add(string serviceName, Type serviceType) => _services[serviceName] = serviceType;

    /// <summary>True for the first caller only.</summary>
    public bool ClaimUnimplementedEndpoint() => Interlocked.Exchange(ref _hasUnimplementedEndpoint, 1) == 0;
}
