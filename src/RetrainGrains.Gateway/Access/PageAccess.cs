using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;
using RetrainGrains.Gateway.Failures;

namespace RetrainGrains.Gateway.Access;

/// <summary>
/// The gate in front of pages: some show what runs. Probes, metrics and the API's description are everybody's, and only
/// counted.
/// </summary>
internal sealed class PageAccess(RequestDelegate next, AccessGate gate)
{
    private static readonly (PathString Path, V1.Role Least)[] Pages = [("/orleans", V1.Role.Viewer)];

    public Task InvokeAsync(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is null ? PageAsync(http) : next(http);

    private async Task PageAsync(HttpContext http)
    {
        var refused = Guarded(http.Request.Path) is { } page
            ? await gate.AdmitAsync(http, page.Path, page.Least)
            : gate.AdmitUnknown(http);
        if (refused is null)
        {
            await next(http);
            return;
        }
        var response = http.Response;
        response.StatusCode = FailureStatus.HttpStatusOf(refused.StatusCode);
        if (refused.RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds;
        if (response.StatusCode == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Basic realm=\"RetrainGrains: a token as password\"";
        await response.WriteAsync(refused.Status.Detail, http.RequestAborted);
    }

    private static (PathString Path, V1.Role Least)? Guarded(PathString asked)
    {
        foreach (var page in Pages)
        {
            if (asked.StartsWithSegments(page.Path)) return page;
        }
        return null;
    }
}
