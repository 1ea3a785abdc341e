using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;

namespace RetrainGrains.Gateway.Tests;

/// <summary>The methods of the protocol, to be called with bytes of any kind.</summary>
internal static class ProtocolMethods
{
    private static readonly Marshaller<byte[]> Bytes =
        Marshallers.Create<byte[]>(static message => message, static message => message);

    public static MethodDescriptor[] All { get; } =
    [
        .. new[]
        {
            V1.ModelsReflection.Descriptor, V1.PoliciesReflection.Descriptor, V1.PredictionsReflection.Descriptor,
            V1.ObservationsReflection.Descriptor, V1.FleetReflection.Descriptor, V1.TokensReflection.Descriptor,
            V1.WorkersReflection.Descriptor, V1.SelfTestsReflection.Descriptor, V1.SourcesReflection.Descriptor,
            V1.RepairsReflection.Descriptor, V1.RunsReflection.Descriptor,
        }.SelectMany(file => file.Services).SelectMany(service => service.Methods),
    ];

    /// <summary>Calls a method until its first answer; returns what it failed with, or null.</summary>
    public static async Task<RpcException?> CallAsync(
        GrpcChannel channel, MethodDescriptor method, Metadata headers, byte[]? message)
    {
        var type = method.IsClientStreaming ? MethodType.DuplexStreaming
            : method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
        var called = new Method<byte[], byte[]>(type, method.Service.FullName, method.Name, Bytes, Bytes);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var options = new CallOptions(headers, cancellationToken: stop.Token);
        var invoker = channel.CreateCallInvoker();
        try
        {
            switch (type)
            {
                case MethodType.Unary:
                    await invoker.AsyncUnaryCall(called, null, options, message!);
                    break;
                case MethodType.ServerStreaming:
                    using (var call = invoker.AsyncServerStreamingCall(called, null, options, message!))
                    {
                        await call.ResponseStream.MoveNext(stop.Token);
                    }
                    break;
                default:
                    using (var call = invoker.AsyncDuplexStreamingCall(called, null, options))
                    {
                        if (message is not null) await call.RequestStream.WriteAsync(message);
                        await call.ResponseStream.MoveNext(stop.Token);
                    }
                    break;
            }
            return null;
        }
        catch (RpcException error)
        {
            return error;
        }
    }
}
