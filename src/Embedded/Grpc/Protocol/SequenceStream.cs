using System.Buffers;

namespace Grpc.Protocol;

/// <summary>Lets a decompressing stream read a sequence of buffers.</summary>
internal sealed class SequenceStream(ReadOnlySequence<byte> source) : ForwardStream
{
    private ReadOnlySequence<byte> _rest = source;

    public override bool CanRead => true;

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, _rest.Length);
        _rest.Slice(0, count).CopyTo(buffer);
        _rest = _rest.Slice(count);
        return count;
    }
}
