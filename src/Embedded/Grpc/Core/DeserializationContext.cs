using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a marshaller finds one incoming message; valid only during the call that receives it.</summary>
public abstract class DeserializationContext
{
    public abstract int PayloadLength { get; }

    public abstract byte[] PayloadAsNewBuffer();

    public abstract ReadOnlySequence<byte> PayloadAsReadOnlySequence();
}
