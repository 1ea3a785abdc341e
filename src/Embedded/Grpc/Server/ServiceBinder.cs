using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>
/// Maps each method of a service to an endpoint that runs it on a service object of the call's scope.
/// </summary>
internal sealed class ServiceBinder<TService>(IEndpointRouteBuilder builder) : ServiceBinderBase
    where TService : class
{
    private readonly ServiceSettings _settings =
        builder.ServiceProvider.GetRequiredService<ServiceSettings<TService>>();

    private readonly ServiceRegistry _registry = builder.ServiceProvider.GetRequiredService<ServiceRegistry>();
    private readonly ILogger _logger = builder.ServiceProvider.GetRequiredService<ILogger<TService>>();
    private readonly TimeProvider _time = builder.ServiceProvider.GetService<TimeProvider>() ?? TimeProvider.System;
    private readonly List<IEndpointConventionBuilder> _endpoints = [];

    public IReadOnlyList<IEndpointConventionBuilder> Endpoints => _endpoints;

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = Find(method, typeof(TRequest), typeof(ServerCallContext));
        var invoke = implementation.CreateDelegate<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>();
        var wrapped = Interceptors.Wrap<TRequest, TResponse>(async (request, context) =>
        {
            await using var service = Lease(context);
            return await invoke(service.Instance, request, context).ConfigureAwait(false);
        });
        Map(method, implementation, async call =>
        {
            var request = await call.ReadRequestAsync().ConfigureAwait(false);
            await call.WriteResponseAsync(await wrapped(request, call.Context).ConfigureAwait(false))
                .ConfigureAwait(false);
        });
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = Find(method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        var invoke = implementation
            .CreateDelegate<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>();
        var wrapped = Interceptors.Wrap<TRequest, TResponse>(async (requests, context) =>
        {
            await using var service = Lease(context);
            return await invoke(service.Instance, requests, context).ConfigureAwait(false);
        });
        Map(method, implementation, async call =>
            await call.WriteResponseAsync(await wrapped(call.Requests, call.Context).ConfigureAwait(false))
                .ConfigureAwait(false));
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = Find(
            method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var invoke = implementation
            .CreateDelegate<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>();
        var wrapped = Interceptors.Wrap<TRequest, TResponse>(async (request, responses, context) =>
        {
            await using var service = Lease(context);
            await invoke(service.Instance, request, responses, context).ConfigureAwait(false);
        });
        Map(method, implementation, async call =>
        {
            var request = await call.ReadRequestAsync().ConfigureAwait(false);
            await wrapped(request, call.Responses, call.Context).ConfigureAwait(false);
        });
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var implementation = Find(
            method,
            typeof(IAsyncStreamReader<TRequest>),
            typeof(IServerStreamWriter<TResponse>),
            typeof(ServerCallContext));
        var invoke = implementation.CreateDelegate<Func<
            TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>();
        var wrapped = Interceptors.Wrap<TRequest, TResponse>(async (requests, responses, context) =>
        {
            await using var service = Lease(context);
            await invoke(service.Instance, requests, responses, context).ConfigureAwait(false);
        });
        Map(method, implementation, call => wrapped(call.Requests, call.Responses, call.Context));
    }

    private ServerInterceptors Interceptors => new(_settings.Interceptors);

    private static Lease<TService> Lease(ServerCallContext context) =>
        ServiceActivator<TService>.Lease(context.GetHttpContext().RequestServices);

    private static MethodInfo Find(IMethod method, params Type[] parameters) =>
        typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, parameters)
        ?? throw new InvalidOperationException(
            $"{typeof(TService)} has no public method {method.Name} for the {method.Type} call {method.FullName}.");

    private void Map<TRequest, TResponse>(
        Method<TRequest, TResponse> method, MethodInfo implementation, Func<ServerCall<TRequest, TResponse>, Task> run)
        where TRequest : class
        where TResponse : class
    {
        var handler = new MethodEndpoint<TRequest, TResponse>(method, _settings, _time, _logger, run);
        var endpoint = builder.MapPost(method.FullName, handler.HandleAsync);
        endpoint.Add(convention =>
        {
            convention.DisplayName = $"gRPC - {method.FullName}";
            convention.Metadata.Add(new GrpcMethodMetadata(typeof(TService), method));
            // Attributes of the method come last: the nearest declaration wins.
            Array.ForEach(typeof(TService).GetCustomAttributes(inherit: true), convention.Metadata.Add);
            Array.ForEach(implementation.GetCustomAttributes(inherit: true), convention.Metadata.Add);
        });
        _endpoints.Add(endpoint);
        _registry.Add(method.ServiceName, typeof(TService));
    }
}
