using System.Net;
using Grpc.Protocol;

namespace Grpc.Net.Client;

/// <summary>The only request message of a call; it can be sent again when a connection turns out to be dead.</summary>
internal sealed class UnaryContent<TRequest, TResponse>(ClientCall<TRequest, TResponse> call, TRequest request)
    : HttpContent
    where TRequest : class
    where TResponse : class
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        using var frame = new PooledBufferWriter();
        try
        {
            call.CreateWriter(frame).Write(request, call.CompressionFor(writeOptions: null));
        }
        catch (Exception e)
        {
            throw call.Fail(e);
        }
        await stream.WriteAsync(frame.WrittenMemory, call.Aborted).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
