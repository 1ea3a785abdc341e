using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RetrainGrains.Storage.Sql;

// RFC 9562, version 8: 48 bits of unix milliseconds as in version 7, the rest from SHA-256(part LF model LF sequence LF
// ordinal). The same line gives the same id in every database, and ids of later lines come later in an index.

/// <summary>The ids of rows of read models, made from the line of the ledger that they come from.</summary>
internal static class ViewIds
{
    private const int HashedMax = 1_024;

    public static string Of(string part, string modelId, long sequence, DateTimeOffset at, int ordinal = 0) =>
        Of(string.Create(CultureInfo.InvariantCulture, $"{part}\n{modelId}\n{sequence}\n{ordinal}"), at);

    /// <summary>Makes the id of a run, which several lines speak of: it has no time.</summary>
    public static string OfRun(string runId) => Of($"run\n{runId}", DateTimeOffset.UnixEpoch);

    private static string Of(string name, DateTimeOffset at)
    {
        Span<byte> text = stackalloc byte[HashedMax];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var bytes = Encoding.UTF8.TryGetBytes(name, text, out var length)
            ? text[..length]
            : Encoding.UTF8.GetBytes(name);
        SHA256.HashData(bytes, hash);
        var id = hash[..16];
        if (at != DateTimeOffset.UnixEpoch)
        {
            Span<byte> time = stackalloc byte[8];
            BinaryPrimitives.WriteInt64BigEndian(time, at.ToUnixTimeMilliseconds());
            time[2..].CopyTo(id);
        }
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true).ToString();
    }
}
