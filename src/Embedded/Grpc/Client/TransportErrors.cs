using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>What a failure below gRPC means as a status.</summary>
internal static class TransportErrors
{
    public static Status StatusOf(Exception exception)
    {
        if (exception is RpcException refusal)
        {
            return refusal.Status;
        }
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (CodeOf(cause) is { } code)
            {
                return new Status(code, $"Error on the gRPC connection. {Describe(exception)}", exception);
            }
        }
        return new Status(StatusCode.Internal, $"Error in the gRPC call. {Describe(exception)}", exception);
    }

    private static StatusCode? CodeOf(Exception cause) => cause switch
    {
        HttpProtocolException { ErrorCode: var code } => CodeOf(code),
        SocketException or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } =>
            StatusCode.Unavailable,
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ResponseEnded,
        } => StatusCode.Unavailable,
        OperationCanceledException => StatusCode.Cancelled,
        _ => null,
    };

    // grpc/doc/PROTOCOL-HTTP2.md, "Errors"
    private static StatusCode CodeOf(long http2Error) => http2Error switch
    {
        0x7 => StatusCode.Unavailable, // REFUSED_STREAM
        0x8 => StatusCode.Cancelled, // CANCEL
        0xb => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xc => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };

    private static string Describe(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";
}
