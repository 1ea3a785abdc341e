using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using RetrainGrains.Gateway.Access;
using RetrainGrains.Gateway.Failures;

namespace RetrainGrains.Gateway.Calls;

/// <summary>
/// The one interceptor of all calls: it lets messages in, and gives every exception a status; what nobody expected is
/// logged under a reference. Two would cost each prediction a pipeline more.
/// </summary>
internal sealed partial class CallInterceptor(MessageAccess access, ILogger<CallInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            access.Check(request, context);
            return await continuation(request, context);
        }
        catch (Exception error)
        {
            throw Explained(error, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            access.Check(request, context);
            await continuation(request, responseStream, context);
        }
        catch (Exception error)
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
            await continuation(access.Checked(requestStream, context), responseStream, context);
        }
        catch (Exception error)
        {
            throw Explained(error, context);
        }
    }

    private RpcException Explained(Exception error, ServerCallContext context)
    {
        var http = context.GetHttpContext();
        if (error is RefusedException refused) http.Features.Set(refused);
        if (error is RpcException known) return known;
        if (UnreadRequest.ExplainStream(error) is { } unread) return unread;
        var code = FailureStatus.CodeOf(error, context.CancellationToken);
        var reference = http.TraceIdentifier;
        if (code == StatusCode.Internal) LogFailed(error, context.Method, reference);
        var text = FailureStatus.TextOf(error, code, reference);
        http.Features.Set(new FailureText(code, text));
        return new RpcException(new Status(code, text));
    }

    [LoggerMessage(LogLevel.Error, "{Method} failed, reference {Reference}.")]
    private partial void LogFailed(Exception error, string method, string reference);
}
