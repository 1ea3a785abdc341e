using Grpc.Core;
using Grpc.Protocol;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>Turns away requests that are not gRPC over HTTP/2, in terms an HTTP client understands.</summary>
internal static class RequestGate
{
    public static bool Admit(HttpContext http)
    {
        var request = http.Request;
        if (!HttpProtocol.IsHttp2(request.Protocol) && !HttpProtocol.IsHttp3(request.Protocol))
        {
            http.Response.Headers.Upgrade = "HTTP/2";
            http.Response.Headers.Connection = "Upgrade";
            Refuse(http.Response, StatusCodes.Status426UpgradeRequired,
                $"Request protocol '{request.Protocol}' is not supported: gRPC needs HTTP/2.");
            return false;
        }
        if (!GrpcHeaderNames.IsGrpcContentType(request.ContentType))
        {
            Refuse(http.Response, StatusCodes.Status415UnsupportedMediaType,
                request.ContentType is null
                    ? "Content-Type is missing from the request."
                    : $"Content-Type '{request.ContentType}' is not supported.");
            return false;
        }
        return true;
    }

    private static void Refuse(HttpResponse response, int httpStatus, string detail)
    {
        response.StatusCode = httpStatus;
        ResponseStatus.Write(response, new Status(StatusCode.Internal, detail), trailers: null);
    }
}
