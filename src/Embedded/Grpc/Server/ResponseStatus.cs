using Grpc.Core;
using Grpc.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server;

/// <summary>
/// Ends a response: the status and trailers follow the messages, or are the headers when there are none.
/// </summary>
internal static class ResponseStatus
{
    public static void Write(HttpResponse response, Status status, Metadata? trailers)
    {
        var destination = response.HasStarted
            ? response.HttpContext.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers
            : response.Headers;
        foreach (var entry in trailers ?? Metadata.Empty)
        {
            destination.Append(entry.Key, MetadataHeaders.ValueOf(entry));
        }
        destination[GrpcHeaderNames.Status] = CodeText(status.StatusCode);
        if (status.Detail.Length > 0)
        {
            destination[GrpcHeaderNames.Message] = PercentEncoding.Encode(status.Detail);
        }
    }

    private static string CodeText(StatusCode code) => code == StatusCode.OK ? "0" : ((int)code).ToString();
}
