using Grpc.Core;
using Microsoft.AspNetCore.Http;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Gateway.Telemetry;

namespace RetrainGrains.Gateway.Failures;

/// <summary>The failures of reading a gRPC request, which are its caller's and not the server's.</summary>
internal static class UnreadRequest
{
    // By whom the exceptions of a stream are thrown that is read inside of a method; all others are the method's own.
    private static readonly string[] Readers = ["Grpc.AspNetCore.Server", "System.IO.Compression"];

    /// <summary>Explains what was thrown while a request was read; null for what is no fault of its caller.</summary>
    public static RpcException? Explain(Exception error)
    {
        if (error is BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout })
        {
            return new RpcException(new Status(
                StatusCode.DeadlineExceeded, "The request came too slowly, and was not waited for."));
        }
        if (error is not (InvalidDataException or IOException)) return null;
        GatewayMeter.Malformed.Add(1);
        return new RefusedException(Refusal.Of(
            RefusalKind.Invalid, "request", "what was sent", $"must be messages in frames of gRPC: {error.Message}"));
    }

    /// <summary>Explains the same of a request that is read by the method itself.</summary>
    public static RpcException? ExplainStream(Exception error) =>
        Readers.Contains(error.Source) ? Explain(error) : null;
}
