using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Wraps handlers in the server's interceptors, once, when a service is mapped.</summary>
internal sealed class ServerInterceptors(IReadOnlyList<InterceptorRegistration> registrations)
{
    public UnaryServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(
        UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class =>
        FromInnermost(handler, (registration, next) => async (request, context) =>
        {
            await using var lease = Lease(registration, context);
            return await lease.Instance.UnaryServerHandler(request, context, next).ConfigureAwait(false);
        });

    public ClientStreamingServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(
        ClientStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class =>
        FromInnermost(handler, (registration, next) => async (requests, context) =>
        {
            await using var lease = Lease(registration, context);
            return await lease.Instance.ClientStreamingServerHandler(requests, context, next).ConfigureAwait(false);
        });

    public ServerStreamingServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(
        ServerStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class =>
        FromInnermost(handler, (registration, next) => async (request, responses, context) =>
        {
            await using var lease = Lease(registration, context);
            await lease.Instance.ServerStreamingServerHandler(request, responses, context, next)
                .ConfigureAwait(false);
        });

    public DuplexStreamingServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(
        DuplexStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class =>
        FromInnermost(handler, (registration, next) => async (requests, responses, context) =>
        {
            await using var lease = Lease(registration, context);
            await lease.Instance.DuplexStreamingServerHandler(requests, responses, context, next)
                .ConfigureAwait(false);
        });

    private static Lease<Core.Interceptors.Interceptor> Lease(
        InterceptorRegistration registration, ServerCallContext context) =>
        registration.Lease(context.GetHttpContext().RequestServices);

    private THandler FromInnermost<THandler>(
        THandler handler, Func<InterceptorRegistration, THandler, THandler> wrap) =>
        registrations.Reverse().Aggregate(handler, (next, registration) => wrap(registration, next));
}
