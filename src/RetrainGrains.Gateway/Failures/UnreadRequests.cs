using System.Globalization;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace RetrainGrains.Gateway.Failures;

/// <summary>
/// Answers gRPC requests that were not read: no interceptor sees what fails before a method, and Grpc.AspNetCore
/// answers all of it with UNKNOWN.
/// </summary>
internal sealed partial class UnreadRequests(RequestDelegate next, ILogger<UnreadRequests> logger)
{
    public Task InvokeAsync(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is null ? next(http) : AnswerAsync(http);

    private async Task AnswerAsync(HttpContext http)
    {
        await next(http);
        if (http.Features.Get<IServerCallContextFeature>()?.ServerCallContext is
            { Status: { StatusCode: StatusCode.Unknown, DebugException: { } error } } call)
        {
            Mend(http, UnreadRequest.Explain(error) ?? Failed(error, call, http));
        }
    }

    private RpcException Failed(Exception error, ServerCallContext call, HttpContext http)
    {
        var code = FailureStatus.CodeOf(error, call.CancellationToken);
        if (code == StatusCode.Internal) LogFailed(error, call.Method, http.TraceIdentifier);
        return new RpcException(new Status(code, FailureStatus.TextOf(error, code, http.TraceIdentifier)));
    }

    private static void Mend(HttpContext http, RpcException error)
    {
        var trailers = http.Response.HasStarted
            ? http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
            : http.Response.Headers;
        if (trailers is null or { IsReadOnly: true }) return;
        trailers["grpc-status"] = ((int)error.StatusCode).ToString(CultureInfo.InvariantCulture);
        trailers["grpc-message"] = Uri.EscapeDataString(error.Status.Detail);
    }

    [LoggerMessage(LogLevel.Error, "{Method} failed, reference {Reference}.")]
    private partial void LogFailed(Exception error, string method, string reference);
}
