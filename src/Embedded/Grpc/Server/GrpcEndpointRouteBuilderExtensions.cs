using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services to endpoints, one per method.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var registry = builder.ServiceProvider.GetService<ServiceRegistry>()
            ?? throw new InvalidOperationException("Call services.AddGrpc() before mapping a gRPC service.");
        var binding = typeof(TService).GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)
            ?? throw new InvalidOperationException(
                $"{typeof(TService)} is no gRPC service: it must inherit from a generated service base.");

        var binder = new ServiceBinder<TService>(builder);
        BindMethod(binding).Invoke(null, [binder, null]);
        UnimplementedEndpoint.MapOnce(builder, registry);
        return new GrpcServiceEndpointConventionBuilder(binder.Endpoints);
    }

    private static MethodInfo BindMethod(BindServiceMethodAttribute binding) =>
        binding.BindType
            .GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .SingleOrDefault(method => method.Name == binding.BindMethodName
                && method.GetParameters() is [var first, _]
                && first.ParameterType == typeof(ServiceBinderBase))
        ?? throw new InvalidOperationException(
            $"{binding.BindType} has no method {binding.BindMethodName}({nameof(ServiceBinderBase)}, service).");
}
