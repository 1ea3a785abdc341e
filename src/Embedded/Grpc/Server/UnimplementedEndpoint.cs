using Grpc.Core;
using Grpc.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grpc.AspNetCore.Server;

/// <summary>Answers UNIMPLEMENTED to gRPC calls that no mapped method serves; other requests pass it by.</summary>
internal static class UnimplementedEndpoint
{
    // After every route of the application, but before a MapFallback, which stands at int.MaxValue.
    private const int RouteOrder = int.MaxValue - 1;

    public static void MapOnce(IEndpointRouteBuilder builder, ServiceRegistry registry)
    {
        if (!registry.ClaimUnimplementedEndpoint())
        {
            return;
        }
        var pattern = RoutePatternFactory.Parse(
            "{service}/{method}", null, new RouteValueDictionary { ["method"] = new GrpcContentConstraint() });
        builder.Map(pattern, http => AnswerAsync(http, registry))
            .WithDisplayName("gRPC - unimplemented")
            .Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = RouteOrder);
    }

    private static Task AnswerAsync(HttpContext http, ServiceRegistry registry)
    {
        if (!RequestGate.Admit(http))
        {
            return Task.CompletedTask;
        }
        var isKnownService = registry.Contains(http.GetRouteValue("service") as string ?? "");
        var detail = isKnownService ? "Method is unimplemented." : "Service is unimplemented.";
        http.Response.ContentType = GrpcHeaderNames.ContentType;
        ResponseStatus.Write(http.Response, new Status(StatusCode.Unimplemented, detail), trailers: null);
        return Task.CompletedTask;
    }

    /// <summary>Lets only gRPC requests match, so that two-part paths of other handlers stay theirs.</summary>
    private sealed class GrpcContentConstraint : IRouteConstraint
    {
        public bool Match(
            HttpContext? httpContext,
            IRouter? route,
            string routeKey,
            RouteValueDictionary values,
            RouteDirection routeDirection) =>
            httpContext is not null && GrpcHeaderNames.IsGrpcContentType(httpContext.Request.ContentType);
    }
}
