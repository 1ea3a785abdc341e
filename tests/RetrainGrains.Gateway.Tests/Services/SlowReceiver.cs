using Grpc.Core;

namespace RetrainGrains.Gateway.Tests.Services;

/// <summary>The receiver of a stream that takes nothing until a test says so.</summary>
internal sealed class SlowReceiver<T> : IServerStreamWriter<T>
{
    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Takes { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        Asked.TrySetResult();
        return Takes.Task;
    }
}
