using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>Leads from a gRPC call to the HTTP request that carries it.</summary>
public static class ServerCallContextExtensions
{
    // The key that test contexts use to supply a request.
    private const string HttpContextKey = "__HttpContext";

    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        return serverCallContext switch
        {
            HttpCallContext call => call.Http,
            _ when serverCallContext.UserState.TryGetValue(HttpContextKey, out var http) => (HttpContext)http,
            _ => throw new InvalidOperationException(
                $"{serverCallContext.GetType().Name} has no HttpContext: the call did not come over HTTP."),
        };
    }
}
