using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Protocol;

namespace Grpc.Net.Client;

/// <summary>Reads a call's outcome out of an HTTP response.</summary>
internal static class ResponseOutcome
{
    /// <summary>The outcome when the headers already tell it: a refusal, or no gRPC response at all.</summary>
    public static CallOutcome? FromHeaders(HttpResponseMessage response, Metadata headers)
    {
        if (ValueOf(response.Headers, GrpcHeaderNames.Status) is { } code)
        {
            return new CallOutcome(StatusOf(response.Headers, code), headers);
        }
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var detail = $"Bad gRPC response. HTTP status code: {(int)response.StatusCode}";
            return new CallOutcome(new Status(CodeOf(response.StatusCode), detail), headers);
        }
        var contentType = response.Content.Headers.ContentType?.MediaType;
        return GrpcHeaderNames.IsGrpcContentType(contentType)
            ? null
            : new CallOutcome(
                new Status(StatusCode.Unknown, $"Bad gRPC response. Content-Type is '{contentType}'."), headers);
    }

    public static CallOutcome FromTrailers(HttpResponseMessage response)
    {
        var trailers = response.TrailingHeaders;
        return ValueOf(trailers, GrpcHeaderNames.Status) is { } code
            ? new CallOutcome(StatusOf(trailers, code), MetadataOf(trailers))
            : new CallOutcome(new Status(StatusCode.Unknown, "No grpc-status found on response."), []);
    }

    public static Metadata MetadataOf(HttpResponseHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            if (MetadataHeaders.IsReserved(name))
            {
                continue;
            }
            foreach (var value in values)
            {
                MetadataHeaders.AddTo(metadata, name, value);
            }
        }
        return metadata;
    }

    public static string? ValueOf(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    private static Status StatusOf(HttpResponseHeaders headers, string code)
    {
        var detail = PercentEncoding.Decode(ValueOf(headers, GrpcHeaderNames.Message) ?? "");
        return int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Status(Enum.IsDefined((StatusCode)number) ? (StatusCode)number : StatusCode.Unknown, detail)
            : new Status(StatusCode.Unknown, $"Unexpected grpc-status value: {code}");
    }

    // grpc/doc/http-grpc-status-mapping.md
    private static StatusCode CodeOf(HttpStatusCode httpStatus) => httpStatus switch
    {
        HttpStatusCode.BadRequest => StatusCode.Internal,
        HttpStatusCode.Unauthorized => StatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => StatusCode.PermissionDenied,
        HttpStatusCode.NotFound => StatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => StatusCode.Unavailable,
        _ => StatusCode.Unknown,
    };
}
