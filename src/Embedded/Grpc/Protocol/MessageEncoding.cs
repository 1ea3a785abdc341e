using System.Buffers;
using System.IO.Compression;

namespace Grpc.Protocol;

/// <summary>The encodings a message may have on the wire: identity and gzip.</summary>
internal static class MessageEncoding
{
    public const string Identity = "identity";
    public const string Gzip = "gzip";
    public const string Supported = "identity,gzip";

    private const int ReadChunkBytes = 4096;

    public static bool IsSupported(string encoding) => encoding is Identity or Gzip;

    /// <summary>Whether a list such as "identity, deflate, gzip" names gzip.</summary>
    public static bool AcceptsGzip(ReadOnlySpan<char> acceptEncoding)
    {
        foreach (var range in acceptEncoding.Split(','))
        {
            if (acceptEncoding[range].Trim().SequenceEqual(Gzip))
            {
                return true;
            }
        }
        return false;
    }

    public static void Compress(ReadOnlySpan<byte> message, IBufferWriter<byte> target, CompressionLevel level)
    {
        using var gzip = new GZipStream(new BufferWriterStream(target), level);
        gzip.Write(message);
    }

    /// <summary>Stops as soon as the output passes the limit: a small message may claim gigabytes.</summary>
    public static void Decompress(ReadOnlySequence<byte> compressed, PooledBufferWriter target, int? limit)
    {
        using var gzip = new GZipStream(new SequenceStream(compressed), CompressionMode.Decompress);
        try
        {
            while (gzip.Read(target.GetSpan(ReadChunkBytes)) is > 0 and var read)
            {
                target.Advance(read);
                if (target.WrittenCount > limit)
                {
                    throw GrpcErrors.ReceivedTooMuch($"decompresses to more than {limit} bytes", limit.Value);
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw GrpcErrors.Internal($"Malformed gzip message: {e.Message}");
        }
    }
}
