using System.Buffers;
using System.IO.Compression;
using Grpc.Core;

namespace Grpc.Protocol;

/// <summary>Frames messages into a buffer; one of announced size goes there directly, without a copy.</summary>
internal sealed class MessageWriter<T>(IBufferWriter<byte> target, Marshaller<T> marshaller, int? limit)
    : SerializationContext
    where T : class
{
    private CompressionLevel? _compression;
    private PooledBufferWriter? _scratch;
    private int? _announcedLength;
    private bool _direct;
    private bool _complete;

    public void Write(T message, CompressionLevel? compression)
    {
        _compression = compression;
        _announcedLength = null;
        _direct = false;
        _complete = false;
        try
        {
            marshaller.ContextualSerializer(message, this);
            if (!_complete)
            {
                throw GrpcErrors.Internal($"The serializer of {typeof(T).Name} did not complete the message.");
            }
        }
        finally
        {
            _scratch?.Dispose();
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        CheckSize(payloadLength);
        _announcedLength = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (!_direct && _compression is null && _announcedLength is { } length)
        {
            MessageFrame.WriteHeader(target, compressed: false, length);
            _direct = true;
        }
        return _direct ? target : _scratch ??= new PooledBufferWriter();
    }

    public override void Complete()
    {
        if (!_direct)
        {
            Frame(_scratch is null ? [] : _scratch.WrittenSpan);
        }
        _complete = true;
    }

    public override void Complete(byte[] payload)
    {
        Frame(payload);
        _complete = true;
    }

    private void Frame(ReadOnlySpan<byte> message)
    {
        CheckSize(message.Length);
        if (_compression is not { } level)
        {
            MessageFrame.WriteHeader(target, compressed: false, message.Length);
            target.Write(message);
            return;
        }
        using var compressed = new PooledBufferWriter();
        MessageEncoding.Compress(message, compressed, level);
        MessageFrame.WriteHeader(target, compressed: true, compressed.WrittenCount);
        target.Write(compressed.WrittenSpan);
    }

    private void CheckSize(int length)
    {
        if (length > limit)
        {
            throw GrpcErrors.SentTooMuch(length, limit.Value);
        }
    }
}
