using Grpc.Core;
using Microsoft.AspNetCore.Http;
using RetrainGrains.Fleet;
using RetrainGrains.Fleet.Contracts;
using RetrainGrains.Storage;

namespace RetrainGrains.Gateway.Failures;

/// <summary>The status and text of a failed request, one table for both transports.</summary>
internal static class FailureStatus
{
    public static StatusCode CodeOf(RefusalKind kind) => kind switch
    {
        RefusalKind.NotFound => StatusCode.NotFound,
        RefusalKind.Invalid => StatusCode.InvalidArgument,
        RefusalKind.Conflict => StatusCode.Aborted,
        RefusalKind.NotReady => StatusCode.FailedPrecondition,
        RefusalKind.AlreadyExists => StatusCode.AlreadyExists,
        RefusalKind.Busy => StatusCode.ResourceExhausted,
        RefusalKind.Unavailable => StatusCode.Unavailable,
        RefusalKind.Unauthenticated => StatusCode.Unauthenticated,
        RefusalKind.Forbidden => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };

    /// <summary>
    /// Returns the status of a failure: internal is what nobody expected. The others pass, and a request id makes a
    /// second try safe.
    /// </summary>
    public static StatusCode CodeOf(Exception error, CancellationToken caller) => error switch
    {
        RpcException failure => failure.StatusCode,
        TimeoutException => StatusCode.DeadlineExceeded,
        FleetBusyException => StatusCode.ResourceExhausted,
        FleetUnavailableException or DatabaseAwayException => StatusCode.Unavailable,
        OperationCanceledException when caller.IsCancellationRequested => StatusCode.Cancelled,
        _ => StatusCode.Internal,
    };

    public static string TextOf(Exception error, StatusCode code, string reference) => code switch
    {
        StatusCode.Unavailable when error is DatabaseAwayException =>
            "The database cannot be reached at the moment; a change may still have been made: look, then try "
            + "again.",
        StatusCode.DeadlineExceeded => "The model did not answer in time; what it was asked may have been done.",
        StatusCode.ResourceExhausted => "The model has too many requests waiting; try again later.",
        StatusCode.Unavailable => "The model cannot be reached at the moment; try again.",
        StatusCode.Cancelled => "The caller has left.",
        _ => $"The server failed; its log says why under reference {reference}.",
    };

    public static int HttpStatusOf(StatusCode code) => code switch
    {
        StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
        StatusCode.NotFound => StatusCodes.Status404NotFound,
        StatusCode.InvalidArgument => StatusCodes.Status400BadRequest,
        StatusCode.Aborted => StatusCodes.Status409Conflict,
        StatusCode.AlreadyExists => StatusCodes.Status409Conflict,
        StatusCode.FailedPrecondition => StatusCodes.Status409Conflict,
        StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        StatusCode.Cancelled => StatusCodes.Status499ClientClosedRequest,
        _ => StatusCodes.Status500InternalServerError,
    };
}
