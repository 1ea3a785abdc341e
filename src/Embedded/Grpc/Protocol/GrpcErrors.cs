using Grpc.Core;

namespace Grpc.Protocol;

/// <summary>The protocol's own failures, in one wording for both sides.</summary>
internal static class GrpcErrors
{
    public static RpcException Internal(string detail) => new(new Status(StatusCode.Internal, detail));

    public static RpcException Cancelled(string detail) => new(new Status(StatusCode.Cancelled, detail));

    public static RpcException UnsupportedEncoding(string encoding) => new(new Status(
        StatusCode.Unimplemented,
        $"Unsupported grpc-encoding value '{encoding}'. Supported encodings: {MessageEncoding.Supported}"));

    public static RpcException ReceivedTooMuch(string size, int limit) => new(new Status(
        StatusCode.ResourceExhausted,
        $"Received message exceeds the maximum configured message size: it {size}, MaxReceiveMessageSize is {limit}."));

    public static RpcException SentTooMuch(long size, int limit) => new(new Status(
        StatusCode.ResourceExhausted,
        "Sending message exceeds the maximum configured message size: "
            + $"it has {size} bytes, MaxSendMessageSize is {limit}."));
}
