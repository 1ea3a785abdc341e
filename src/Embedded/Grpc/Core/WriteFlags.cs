namespace Grpc.Core;

/// <summary>Hints for writing a message.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>The message may wait in the buffer until a later one flushes it.</summary>
    BufferHint = 0x1,

    NoCompress = 0x2,
}
