using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller puts one outgoing message.</summary>
public abstract class SerializationContext
{
    /// <summary>The whole message as one array, instead of writing into the buffer.</summary>
    public abstract void Complete(byte[] payload);

    public abstract IBufferWriter<byte> GetBufferWriter();

    /// <summary>Announces the size, which lets the message be written straight into the transport.</summary>
    public abstract void SetPayloadLength(int payloadLength);

    public abstract void Complete();
}
