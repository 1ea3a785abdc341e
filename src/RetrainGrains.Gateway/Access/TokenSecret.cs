using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace RetrainGrains.Gateway.Access;

/// <summary>
/// The secrets of tokens: 256 random bits behind a mark by which scanners of code and logs find them.
/// </summary>
public static class TokenSecret
{
    public const string Mark = "rgt_";

    private const int Bytes = 32;
    private const int Length = 47;

    public static string Create() => Mark + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Returns true for what could be a secret; nothing else is hashed or looked up.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) => text.Length == Length
        && text.StartsWith(Mark, StringComparison.Ordinal) && Base64Url.IsValid(text[Mark.Length..]);

    /// <summary>
    /// Computes what is stored. A plain SHA-256 suffices: there is nothing to guess in 256 random bits.
    /// </summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));
}
