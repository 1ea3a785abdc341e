using System.Net;

namespace Grpc.Net.Client;

/// <summary>A request body that stays open while its caller writes messages.</summary>
internal sealed class StreamingContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The body to write to; cancelled when the call ended before there was one.</summary>
    public Task<Stream> Opened => _opened.Task;

    public void End()
    {
        _opened.TrySetCanceled();
        _ended.TrySetResult();
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        if (!_opened.TrySetResult(stream) && !_ended.Task.IsCompleted)
        {
            throw new InvalidOperationException("A request stream that has begun cannot be sent again.");
        }
        // The headers go out now, so that the server can answer before the first message.
        await stream.FlushAsync().ConfigureAwait(false);
        await _ended.Task.ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
