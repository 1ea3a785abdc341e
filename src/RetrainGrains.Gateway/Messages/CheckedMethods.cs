using System.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RetrainGrains.Gateway.Messages;

/// <summary>
/// The methods of a gRPC service as Grpc.AspNetCore finds them by itself, but for one thing: bytes that are no message
/// are the caller's mistake, where it would take them for a failure of the server and log each.
/// </summary>
internal sealed class CheckedMethods<TService> : IServiceMethodProvider<TService> where TService : class
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context) =>
        BindMethod().Invoke(null, [new Binder(context), null]);

    // The generated base class says by an attribute which method lists its methods.
    private static MethodInfo BindMethod()
    {
        for (var type = typeof(TService); type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is not { } bind) continue;
            return bind.BindType.GetMethod(bind.BindMethodName, [typeof(ServiceBinderBase), type])!;
        }
        throw new InvalidOperationException($"{typeof(TService)} is no generated gRPC service.");
    }

    private sealed class Binder(ServiceMethodProviderContext<TService> context) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        {
            var (found, metadata) = Find(method, typeof(TRequest), typeof(ServerCallContext));
            context.AddUnaryMethod(
                Checked(method), metadata,
                found.CreateDelegate<Grpc.AspNetCore.Server.Model.UnaryServerMethod<TService, TRequest, TResponse>>());
        }

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        {
            var (found, metadata) = Find(
                method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
            context.AddServerStreamingMethod(
                Checked(method), metadata,
                found.CreateDelegate<ServerStreamingServerMethod<TService, TRequest, TResponse>>());
        }

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
        {
            var (found, metadata) = Find(method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
            context.AddClientStreamingMethod(
                Checked(method), metadata,
                found.CreateDelegate<ClientStreamingServerMethod<TService, TRequest, TResponse>>());
        }

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        {
            var (found, metadata) = Find(
                method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>),
                typeof(ServerCallContext));
            context.AddDuplexStreamingMethod(
                Checked(method), metadata,
                found.CreateDelegate<DuplexStreamingServerMethod<TService, TRequest, TResponse>>());
        }

        private static (MethodInfo Method, List<object> Metadata) Find(IMethod method, params Type[] parameters)
        {
            var found = typeof(TService).GetMethod(method.Name, parameters)
                ?? throw new InvalidOperationException($"{typeof(TService)} does not have {method.FullName}.");
            return (
                found,
                [
                    .. typeof(TService).GetCustomAttributes(inherit: true), .. found.GetCustomAttributes(inherit: true),
                    new HttpMethodMetadata([HttpMethods.Post], acceptCorsPreflight: true),
                ]);
        }

        private static Method<TRequest, TResponse> Checked<TRequest, TResponse>(Method<TRequest, TResponse> method) =>
            new(
                method.Type, method.ServiceName, method.Name, MessageParser.Check(method.RequestMarshaller),
                method.ResponseMarshaller);
    }
}
