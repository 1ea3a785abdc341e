using Grpc.Core;
using Grpc.Protocol;

namespace Grpc.AspNetCore.Server;

/// <summary>The requests of a streaming call as its handler reads them.</summary>
internal sealed class RequestStream<T>(MessageReader<T> reader, HttpCallContext context) : IAsyncStreamReader<T>
    where T : class
{
    private T? _current;
    private int _reading;

    public T Current => _current ?? throw new InvalidOperationException("No message: MoveNext has not returned true.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reading, 1) == 1)
        {
            throw new InvalidOperationException(
                "Can't read the next message because the previous read is still in progress.");
        }
        try
        {
            context.ThrowIfEnded();
            using var linked = LinkedTokens.Join(cancellationToken, context.CancellationToken, out var token);
            _current = await reader.ReadAsync(token).ConfigureAwait(false);
            return _current is not null;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }
}
