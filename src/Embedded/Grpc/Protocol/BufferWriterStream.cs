using System.Buffers;

namespace Grpc.Protocol;

/// <summary>Lets a compressing stream write into a buffer writer.</summary>
internal sealed class BufferWriterStream(IBufferWriter<byte> target) : ForwardStream
{
    public override bool CanWrite => true;

    public override void Write(ReadOnlySpan<byte> buffer) => target.Write(buffer);
}
