namespace Grpc.Core;

/// <summary>Sends messages of a call; a write ends when the transport has room, which is the back-pressure.</summary>
public interface IAsyncStreamWriter<in T>
{
    WriteOptions? WriteOptions { get; set; }

    Task WriteAsync(T message);

    Task WriteAsync(T message, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled
            ? throw new NotSupportedException("This stream writer cannot cancel a write.")
            : WriteAsync(message);
}
