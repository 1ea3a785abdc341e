namespace Grpc.Protocol;

/// <summary>The header, trailer and media-type names of gRPC over HTTP/2.</summary>
internal static class GrpcHeaderNames
{
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string ContentType = "application/grpc";

    /// <summary>Metadata by which a client asks for its requests to be compressed; it is not sent.</summary>
    public const string RequestEncoding = "grpc-internal-encoding-request";

    /// <summary>"application/grpc", alone or with a "+proto" or parameter after it.</summary>
    public static bool IsGrpcContentType(ReadOnlySpan<char> contentType) =>
        contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';' or ' ');
}
