using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace RetrainGrains.Gateway.Rest;

/// <summary>
/// The body of an answer, of which a failure's is held back: a problem document takes its place.
/// </summary>
internal sealed class FailedBody(HttpResponse response, Stream inner) : Stream
{
    private const int HeldMax = 4_096;

    private readonly MemoryStream held = new();

    private bool Failed => response.StatusCode >= StatusCodes.Status400BadRequest && !response.HasStarted;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Failed ? Hold(buffer.Span) : inner.WriteAsync(buffer, cancellationToken);

    /// <summary>Reads the message of the failure that was held back; null when it has none.</summary>
    public string? Message()
    {
        try
        {
            return (string?)JsonNode.Parse(held.ToArray())?["message"];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        Failed ? Task.CompletedTask : inner.FlushAsync(cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private ValueTask Hold(ReadOnlySpan<byte> bytes)
    {
        held.Write(bytes[..(int)Math.Min(bytes.Length, HeldMax - held.Length)]);
        return ValueTask.CompletedTask;
    }
}
