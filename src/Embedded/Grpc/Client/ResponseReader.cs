using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>The response stream of a call as its caller reads it; one read at a time.</summary>
internal sealed class ResponseReader<TRequest, TResponse>(ClientCall<TRequest, TResponse> call)
    : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private TResponse? _current;
    private int _reading;

    public TResponse Current =>
        _current ?? throw new InvalidOperationException("No message: MoveNext has not returned true.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reading, 1) == 1)
        {
            throw new InvalidOperationException(
                "Can't read the next message because the previous read is still in progress.");
        }
        try
        {
            await using var registration = cancellationToken.UnsafeRegister(
                static state => ((ClientCall<TRequest, TResponse>)state!).CancelByCaller(), call);
            _current = await call.ReceiveAsync().ConfigureAwait(false);
            return _current is not null;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }
}
