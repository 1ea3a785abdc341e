using Grpc.Reflection;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps server reflection, versions v1 and v1alpha.</summary>
public static class GrpcReflectionEndpointRouteBuilderExtensions
{
    public static IEndpointConventionBuilder MapGrpcReflectionService(this IEndpointRouteBuilder builder) =>
        new GrpcServiceEndpointConventionBuilder(
            [builder.MapGrpcService<ReflectionService>(), builder.MapGrpcService<ReflectionAlphaService>()]);
}
