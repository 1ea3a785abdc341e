using Grpc.Core;
using Grpc.Protocol;

namespace Grpc.Net.Client;

/// <remarks>The first of server, caller, deadline, disposal and failure to report decides the outcome.</remarks>
internal sealed partial class ClientCall<TRequest, TResponse>
{
    private readonly CancellationTokenSource _aborted = new();
    private readonly TaskCompletionSource<CallOutcome> _outcome =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ITimer? _timer;
    private CancellationTokenRegistration _callerRegistration;
    private CancellationTokenRegistration _channelRegistration;

    public bool IsOver => _outcome.Task.IsCompleted;

    public Status Status => Outcome("status").Status;

    public Metadata Trailers => Outcome("trailers").Trailers;

    /// <summary>Ends the call from this side, unless it has ended.</summary>
    public void Cancel(StatusCode code, string detail) =>
        End(new CallOutcome(new Status(code, detail), Metadata.Empty));

    public void CancelByCaller() => Cancel(StatusCode.Cancelled, "Call canceled by the client.");

    public void Dispose() => Cancel(StatusCode.Cancelled, "gRPC call disposed.");

    /// <summary>Ends the call with what the exception means, and returns what its caller is to be told.</summary>
    public Exception Fail(Exception exception)
    {
        End(new CallOutcome(TransportErrors.StatusOf(exception), (exception as RpcException)?.Trailers ?? []));
        return OutcomeException(_outcome.Task.Result);
    }

    public Exception WriteRefusal() =>
        Status.StatusCode == StatusCode.OK
            ? new InvalidOperationException("Can't write the message because the call is complete.")
            : OutcomeException(_outcome.Task.Result);

    /// <summary>Starts the deadline's timer and listens to both tokens; returns the time left, if any is set.</summary>
    private TimeSpan? WatchForTheEnd()
    {
        TimeSpan? timeout = null;
        if (options.Deadline is { } deadline && deadline != DateTime.MaxValue)
        {
            if (deadline.Kind != DateTimeKind.Utc)
            {
                throw new InvalidOperationException($"Deadline {deadline:O} must have a kind DateTimeKind.Utc.");
            }
            timeout = deadline - channel.Options.Time.GetUtcNow().UtcDateTime;
            StartTimer(timeout.Value);
        }
        _callerRegistration = options.CancellationToken.UnsafeRegister(
            static state => ((ClientCall<TRequest, TResponse>)state!).CancelByCaller(), this);
        _channelRegistration = channel.Disposed.UnsafeRegister(
            static state => ((ClientCall<TRequest, TResponse>)state!).Dispose(), this);
        if (IsOver)
        {
            StopWatching();
        }
        return timeout;
    }

    private void StartTimer(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero)
        {
            PassDeadline();
        }
        else if (timeout <= GrpcTimeout.LongestTimer)
        {
            _timer = channel.Options.Time.CreateTimer(
                static state => ((ClientCall<TRequest, TResponse>)state!).PassDeadline(),
                this, timeout, Timeout.InfiniteTimeSpan);
        }
    }

    private void PassDeadline() => Cancel(StatusCode.DeadlineExceeded, "Deadline Exceeded");

    private void End(CallOutcome outcome)
    {
        if (ExpectsSingle && !_receivedAny && outcome.Status.StatusCode == StatusCode.OK)
        {
            outcome = new CallOutcome(
                new Status(StatusCode.Internal, "The server ended the call OK without a response message."),
                outcome.Trailers);
        }
        if (!_outcome.TrySetResult(outcome))
        {
            return;
        }
        if (_responseHeaders.TrySetException(OutcomeException(outcome)))
        {
            // Few callers look at the headers; the same failure reaches them through the response.
            _ = _responseHeaders.Task.Exception;
        }
        StopWatching();
        (_content as StreamingContent)?.End();
        _aborted.Cancel();
        _response?.Dispose();
    }

    private void StopWatching()
    {
        _timer?.Dispose();
        // Not disposed: this may run inside one of them, and waiting for itself would never end.
        _callerRegistration.Unregister();
        _channelRegistration.Unregister();
    }

    private async Task<TResponse?> EndOfStreamAsync()
    {
        var outcome = await _outcome.Task.ConfigureAwait(false);
        return outcome.Status.StatusCode == StatusCode.OK ? null : throw OutcomeException(outcome);
    }

    private Exception OutcomeException(CallOutcome outcome)
    {
        var exception = new RpcException(outcome.Status, outcome.Trailers);
        return channel.Options.ThrowOperationCanceledOnCancellation
            && outcome.Status.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded
                ? new OperationCanceledException(outcome.Status.Detail, exception, options.CancellationToken)
                : exception;
    }

    private CallOutcome Outcome(string wanted) =>
        _outcome.Task.IsCompleted
            ? _outcome.Task.Result
            : throw new InvalidOperationException($"Unable to get the {wanted} because the call is not complete.");
}
