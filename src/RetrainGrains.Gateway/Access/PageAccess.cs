using Microsoft.AspNetCore.Http;
using RetrainGrains.Gateway.Failures;

namespace RetrainGrains.Gateway.Access;

/// <summary>
/// The gate in front of pages that show what runs. Probes, metrics and the API's description are everybody's.
/// </summary>
internal sealed class PageAccess(RequestDelegate next, AccessGate gate)
{
    private static readonly (PathString Path, V1.Role Least)[] Pages = [("/orleans", V1.Role.Viewer)];

    public Task InvokeAsync(HttpContext http)
    {
        foreach (var (path, least) in Pages)
        {
            if (!http.Request.Path.StartsWithSegments(path)) continue;
            try
            {
                gate.Admit(http, path, least);
            }
            catch (RefusedException refused)
            {
                http.Response.StatusCode = FailureStatus.HttpStatusOf(refused.StatusCode);
                http.Response.Headers.WWWAuthenticate = "Basic realm=\"RetrainGrains: a token as password\"";
                return http.Response.WriteAsync(refused.Status.Detail, http.RequestAborted);
            }
        }
        return next(http);
    }
}
