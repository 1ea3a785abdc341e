using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>The sentences the server writes to the log.</summary>
internal static partial class GrpcServerLog
{
    [LoggerMessage(1, LogLevel.Error, "The handler of {Method} failed with an unexpected exception.")]
    public static partial void HandlerFailed(ILogger logger, string method, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "{Method} ended with {StatusCode}: {Detail}")]
    public static partial void CallRefused(ILogger logger, string method, Core.StatusCode statusCode, string detail);

    [LoggerMessage(3, LogLevel.Debug, "The handler of {Method} ended with an exception after its call was over.")]
    public static partial void FailedAfterTheEnd(ILogger logger, string method, Exception exception);
}
