namespace Grpc.Core;

/// <summary>How one message is to be written.</summary>
public sealed class WriteOptions(WriteFlags flags = default)
{
    public static readonly WriteOptions Default = new();

    public WriteFlags Flags { get; } = flags;
}
