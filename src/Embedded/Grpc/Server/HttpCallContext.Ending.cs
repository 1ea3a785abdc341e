using Grpc.Core;
using Grpc.Protocol;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <remarks>
/// A call ends once: by its handler, or by its deadline while the handler still runs. The gate decides which.
/// A deadline that passes during a write only cancels the token, and the handler's end then reports it.
/// </remarks>
internal sealed partial class HttpCallContext
{
    private static readonly Status DeadlineExceeded = new(StatusCode.DeadlineExceeded, "Deadline Exceeded");

    private readonly Lock _gate = new();
    private CancellationToken _cancellationToken;
    private CancellationTokenSource? _deadlineOrAbort;
    private DateTime _deadline = DateTime.MaxValue;
    private ITimer? _timer;
    private TaskCompletionSource? _deadlineHandled;
    private bool _writing;
    private bool _ended;

    public void StartDeadline()
    {
        var header = Http.Request.Headers[GrpcHeaderNames.Timeout].ToString();
        if (header.Length == 0)
        {
            return;
        }
        if (!GrpcTimeout.TryParse(header, out var timeout))
        {
            throw GrpcErrors.Internal($"Malformed grpc-timeout header '{header}'.");
        }
        if (timeout == TimeSpan.Zero)
        {
            throw new RpcException(DeadlineExceeded);
        }
        var now = _time.GetUtcNow().UtcDateTime;
        _deadline = timeout < DateTime.MaxValue - now ? now + timeout : DateTime.MaxValue;
        _deadlineOrAbort = CancellationTokenSource.CreateLinkedTokenSource(Http.RequestAborted);
        _cancellationToken = _deadlineOrAbort.Token;
        if (timeout <= GrpcTimeout.LongestTimer)
        {
            _timer = _time.CreateTimer(
                static state =>
                    _ = ((HttpCallContext)state!).PassDeadlineAsync(), this, timeout, Timeout.InfiniteTimeSpan);
        }
    }

    public void BeginWrite()
    {
        lock (_gate)
        {
            if (_ended)
            {
                throw new InvalidOperationException("Can't write the message because the request is complete.");
            }
            if (_writing)
            {
                throw new InvalidOperationException(
                    "Can't write the message because the previous write is in progress.");
            }
            _writing = true;
        }
    }

    public void EndWrite()
    {
        lock (_gate)
        {
            _writing = false;
        }
    }

    public void ThrowIfEnded()
    {
        lock (_gate)
        {
            if (_ended)
            {
                throw new InvalidOperationException("Can't read messages after the request is complete.");
            }
        }
    }

    public Task EndAsync() => EndWithAsync(StatusCore);

    public Task EndAsync(Exception exception, ILogger logger)
    {
        if (_deadlineHandled is not null || Http.RequestAborted.IsCancellationRequested)
        {
            GrpcServerLog.FailedAfterTheEnd(logger, _method, exception);
            return EndWithAsync(Status.DefaultCancelled);
        }
        if (exception is not RpcException refusal)
        {
            GrpcServerLog.HandlerFailed(logger, _method, exception);
            return EndWithAsync(new Status(StatusCode.Unknown, Describe(exception)));
        }
        GrpcServerLog.CallRefused(logger, _method, refusal.StatusCode, refusal.Status.Detail);
        foreach (var entry in refusal.Trailers)
        {
            ResponseTrailersCore.Add(entry);
        }
        return EndWithAsync(refusal.Status);
    }

    private async Task EndWithAsync(Status status)
    {
        bool mayWrite;
        TaskCompletionSource? deadline;
        lock (_gate)
        {
            mayWrite = !_ended;
            _ended = true;
            deadline = _deadlineHandled;
        }
        if (deadline is not null)
        {
            await deadline.Task.ConfigureAwait(false);
        }
        if (mayWrite && !Http.RequestAborted.IsCancellationRequested)
        {
            ResponseStatus.Write(Http.Response, deadline is null ? status : DeadlineExceeded, _responseTrailers);
        }
    }

    private async Task PassDeadlineAsync()
    {
        bool mayWrite;
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }
            _deadlineHandled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            mayWrite = !_writing;
            _ended = mayWrite;
        }
        try
        {
            if (mayWrite)
            {
                // Without the handler's trailers: it may be adding to them this moment.
                ResponseStatus.Write(Http.Response, DeadlineExceeded, trailers: null);
                await Http.Response.CompleteAsync().ConfigureAwait(false);
            }
            await _deadlineOrAbort!.CancelAsync().ConfigureAwait(false);
            _deadlineHandled.SetResult();
        }
        catch (Exception e)
        {
            // The handler's side waits for this and hands it to the host, which logs it.
            _deadlineHandled.SetException(e);
        }
    }

    private string Describe(Exception exception)
    {
        const string Plain = "Exception was thrown by handler.";
        return EnableDetailedErrors ? $"{Plain} {exception.GetType().Name}: {exception.Message}" : Plain;
    }
}
