using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace RetrainGrains.Gateway.Failures;

/// <summary>Gives every exception a status; what nobody expected is logged under a reference.</summary>
internal sealed partial class FailureInterceptor(ILogger<FailureInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Explained(error, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw Explained(error, context);
        }
    }

    private RpcException Explained(Exception error, ServerCallContext context)
    {
        var code = FailureStatus.CodeOf(error, context.CancellationToken);
        var reference = context.GetHttpContext().TraceIdentifier;
        if (code == StatusCode.Internal) LogFailed(error, context.Method, reference);
        return new RpcException(new Status(code, FailureStatus.TextOf(error, code, reference)));
    }

    [LoggerMessage(LogLevel.Error, "{Method} failed, reference {Reference}.")]
    private partial void LogFailed(Exception error, string method, string reference);
}
