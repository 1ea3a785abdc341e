using Grpc.Core;
using Grpc.Protocol;

namespace Grpc.Net.Client;

/// <summary>The request stream of a call as its caller writes it; one write at a time.</summary>
internal sealed class RequestWriter<TRequest, TResponse>(
    ClientCall<TRequest, TResponse> call, StreamingContent content) : IClientStreamWriter<TRequest>
    where TRequest : class
    where TResponse : class
{
    private int _writing;
    private volatile bool _completed;

    public WriteOptions? WriteOptions { get; set; } = call.Options.WriteOptions;

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        Enter("write the message");
        if (_completed || call.IsOver)
        {
            Leave();
            throw _completed
                ? new InvalidOperationException("Request stream has already been completed.")
                : call.WriteRefusal();
        }
        try
        {
            await using var registration = cancellationToken.UnsafeRegister(
                static state => ((ClientCall<TRequest, TResponse>)state!).CancelByCaller(), call);
            await SendAsync(message).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    public Task CompleteAsync()
    {
        Enter("complete the stream");
        _completed = true;
        content.End();
        Leave();
        return Task.CompletedTask;
    }

    private async Task SendAsync(TRequest message)
    {
        using var frame = new PooledBufferWriter();
        try
        {
            var body = await content.Opened.ConfigureAwait(false);
            call.CreateWriter(frame).Write(message, call.CompressionFor(WriteOptions));
            await body.WriteAsync(frame.WrittenMemory, call.Aborted).ConfigureAwait(false);
            if (WriteOptions?.Flags.HasFlag(WriteFlags.BufferHint) != true)
            {
                await body.FlushAsync(call.Aborted).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (call.IsOver || e is not RpcException)
        {
            // A server may answer before it has read everything; then its status is what the caller needs to know.
            throw call.IsOver ? call.WriteRefusal() : new RpcException(TransportErrors.StatusOf(e));
        }
    }

    private void Enter(string action)
    {
        if (Interlocked.Exchange(ref _writing, 1) == 1)
        {
            throw new InvalidOperationException($"Can't {action} because the previous write is in progress.");
        }
    }

    private void Leave() => Volatile.Write(ref _writing, 0);
}
