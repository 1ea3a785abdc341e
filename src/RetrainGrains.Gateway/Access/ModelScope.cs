using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Failures;

namespace RetrainGrains.Gateway.Access;

/// <summary>Holds callers whose token is for some models to these, over gRPC and REST alike.</summary>
internal sealed class ModelScope : Interceptor
{
    private readonly ConcurrentDictionary<Type, IFieldAccessor?> modelIds = [];

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(request, Caller.Of(context.GetHttpContext()));
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(request, Caller.Of(context.GetHttpContext()));
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var caller = Caller.Of(context.GetHttpContext());
        var requests = caller.SeesAllModels
            ? requestStream
            : new CheckedReader<TRequest>(requestStream, request => Check(request, caller));
        return continuation(requests, responseStream, context);
    }

    private void Check<TRequest>(TRequest request, Caller caller)
    {
        if (caller.SeesAllModels || request is not IMessage message) return;
        var field = modelIds.GetOrAdd(
            typeof(TRequest), _ => message.Descriptor.FindFieldByName("model_id")?.Accessor);
        if (field is not null)
        {
            var modelId = (string)field.GetValue(message);
            if (!caller.Sees(modelId)) throw Outside(caller, modelId);
        }
        // A list shows what the caller may see; everything else that names no model concerns all of them.
        else if (message is not (V1.ListRequest or V1.GetPolicySchemaRequest)) throw Outside(caller, "all models");
    }

    private static RefusedException Outside(Caller caller, string asked) => new(Refusal.Of(
        RefusalKind.Forbidden, "model_id", asked,
        $"is outside of the token {caller.Name}, which is for {string.Join(", ", caller.ModelPrefixes)}"));

    private sealed class CheckedReader<T>(IAsyncStreamReader<T> inner, Action<T> check) : IAsyncStreamReader<T>
    {
        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await inner.MoveNext(cancellationToken)) return false;
            check(inner.Current);
            return true;
        }
    }
}
