using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>The endpoint of one method: admit the request, run the handler, always end with a status.</summary>
internal sealed class MethodEndpoint<TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    ServiceSettings settings,
    TimeProvider time,
    ILogger logger,
    Func<ServerCall<TRequest, TResponse>, Task> run)
    where TRequest : class
    where TResponse : class
{
    public async Task HandleAsync(HttpContext http)
    {
        if (!RequestGate.Admit(http))
        {
            return;
        }
        LiftBodyLimits(http);
        using var context = new HttpCallContext(http, method.FullName, settings, time);
        try
        {
            context.StartDeadline();
            await run(new ServerCall<TRequest, TResponse>(context, method, settings)).ConfigureAwait(false);
            await context.EndAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await context.EndAsync(e, logger).ConfigureAwait(false);
        }
    }

    private void LiftBodyLimits(HttpContext http)
    {
        // Each message is limited on its own; a stream of them may be as long and as slow as it likes.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
        if (method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming
            && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }
}
