using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace RetrainGrains.Gateway.Access;

/// <summary>
/// The SHA-256 of a secret as the key of a table: a value, so that a search allocates nothing. By hash, the time of the
/// search says nothing about the secret.
/// </summary>
internal readonly record struct TokenKey(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    // A token of ours has 47 characters; the long ones of issuers may use the heap.
    private const int OnStackMax = 256;

    public static TokenKey Of(ReadOnlySpan<char> secret)
    {
        var length = Encoding.UTF8.GetByteCount(secret);
        var bytes = length <= OnStackMax ? stackalloc byte[OnStackMax] : new byte[length];
        Encoding.UTF8.GetBytes(secret, bytes);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..length], hash);
        return OfHash(hash);
    }

    public static TokenKey OfHash(ReadOnlySpan<byte> hash) => MemoryMarshal.Read<TokenKey>(hash);
}
