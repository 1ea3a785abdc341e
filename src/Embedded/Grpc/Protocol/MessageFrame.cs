using System.Buffers;
using System.Buffers.Binary;

namespace Grpc.Protocol;

/// <summary>The five bytes before every message.</summary>
internal static class MessageFrame
{
    public const int HeaderBytes = 5;

    public static void WriteHeader(IBufferWriter<byte> target, bool compressed, int length)
    {
        var header = target.GetSpan(HeaderBytes);
        header[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
        target.Advance(HeaderBytes);
    }
}
