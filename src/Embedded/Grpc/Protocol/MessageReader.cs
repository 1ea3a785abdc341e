using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.Protocol;

/// <summary>Reads length-prefixed messages: a flag byte, a big-endian length, the message.</summary>
internal sealed class MessageReader<T>(PipeReader pipe, Marshaller<T> marshaller, int? limit) : DeserializationContext
    where T : class
{
    private ReadOnlySequence<byte> _payload;

    // After a broken frame nothing says where the next one starts, so every later read fails alike.
    private RpcException? _failure;

    /// <summary>The encoding that the peer announced for messages whose flag says compressed.</summary>
    public string? Encoding { get; set; }

    public override int PayloadLength => (int)_payload.Length;

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <summary>The next message, or null at the end of the stream.</summary>
    public async ValueTask<T?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_failure is not null)
            {
                throw _failure;
            }
            var result = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            if (TryFrame(buffer, out var compressed, out var message))
            {
                return Take(message, compressed);
            }
            if (_failure is not null)
            {
                pipe.AdvanceTo(buffer.End);
                continue;
            }
            if (result.IsCompleted)
            {
                var complete = buffer.IsEmpty;
                pipe.AdvanceTo(buffer.End);
                return complete ? null : throw GrpcErrors.Internal("Incomplete message.");
            }
            pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>The only message of a stream that must hold exactly one.</summary>
    public async ValueTask<T> ReadSingleAsync(CancellationToken cancellationToken)
    {
        var message = await ReadAsync(cancellationToken).ConfigureAwait(false)
            ?? throw GrpcErrors.Internal("Incomplete message.");
        while (true)
        {
            var result = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            pipe.AdvanceTo(result.Buffer.End);
            if (!result.Buffer.IsEmpty)
            {
                throw GrpcErrors.Internal("Additional data after the message received.");
            }
            if (result.IsCompleted)
            {
                return message;
            }
        }
    }

    private bool TryFrame(in ReadOnlySequence<byte> buffer, out bool compressed, out ReadOnlySequence<byte> message)
    {
        compressed = false;
        message = default;
        if (buffer.Length < MessageFrame.HeaderBytes)
        {
            return false;
        }
        Span<byte> header = stackalloc byte[MessageFrame.HeaderBytes];
        buffer.Slice(0, MessageFrame.HeaderBytes).CopyTo(header);
        if (header[0] > 1)
        {
            _failure = GrpcErrors.Internal($"Unexpected compressed flag value {header[0]} in message header.");
            return false;
        }
        compressed = header[0] == 1;
        // The length is judged before the message is awaited, so an oversized one is never buffered.
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > (limit ?? int.MaxValue))
        {
            _failure = GrpcErrors.ReceivedTooMuch($"has {length} bytes", limit ?? int.MaxValue);
            return false;
        }
        if (buffer.Length < MessageFrame.HeaderBytes + (long)length)
        {
            return false;
        }
        message = buffer.Slice(MessageFrame.HeaderBytes, length);
        return true;
    }

    private T Take(ReadOnlySequence<byte> message, bool compressed)
    {
        try
        {
            return compressed ? Decompress(message) : Deserialize(message);
        }
        finally
        {
            _payload = default;
            pipe.AdvanceTo(message.End);
        }
    }

    private T Decompress(ReadOnlySequence<byte> message)
    {
        switch (Encoding)
        {
            case null:
                throw GrpcErrors.Internal("Compressed message without a grpc-encoding header.");
            case MessageEncoding.Identity:
                throw GrpcErrors.Internal("Compressed message with grpc-encoding 'identity'.");
            case not MessageEncoding.Gzip:
                throw GrpcErrors.UnsupportedEncoding(Encoding);
        }
        using var plain = new PooledBufferWriter();
        MessageEncoding.Decompress(message, plain, limit);
        return Deserialize(new ReadOnlySequence<byte>(plain.WrittenMemory));
    }

    private T Deserialize(ReadOnlySequence<byte> payload)
    {
        _payload = payload;
        return marshaller.ContextualDeserializer(this);
    }
}
