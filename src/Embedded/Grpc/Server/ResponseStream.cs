using Grpc.Core;
using Grpc.Protocol;

namespace Grpc.AspNetCore.Server;

/// <summary>The responses of a streaming call as its handler writes them.</summary>
internal sealed class ResponseStream<T>(HttpCallContext context, Func<T, bool, CancellationToken, Task> write)
    : IServerStreamWriter<T>
    where T : class
{
    public WriteOptions? WriteOptions
    {
        get => context.WriteOptions;
        set => context.WriteOptions = value;
    }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        var flush = WriteOptions?.Flags.HasFlag(WriteFlags.BufferHint) != true;
        using var linked = LinkedTokens.Join(cancellationToken, context.CancellationToken, out var token);
        await write(message, flush, token).ConfigureAwait(false);
    }
}
