using Grpc.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the service by which tools discover the mapped gRPC services.</summary>
public static class GrpcReflectionServiceExtensions
{
    public static IServiceCollection AddGrpcReflection(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddGrpc();
        // Made at the first question, when all services are mapped.
        services.TryAddSingleton<SymbolIndex>();
        services.TryAddSingleton<ReflectionAnswers>();
        return services;
    }
}
