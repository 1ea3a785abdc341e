using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RetrainGrains.Storage;

// hash(0) = SHA-256(model id)
// hash(n) = SHA-256(hash(n-1) LF n LF at LF kind LF body), at in unix milliseconds, all in UTF-8, hashes in lower hex.
// A kind holds no line break, so no two lines have the same text.

/// <summary>The rule that makes a ledger tamper-evident: each line's hash covers the line before it.</summary>
public static class LedgerChain
{
    /// <summary>The hash that the first line is chained to: a line cannot be moved to another model.</summary>
    public static string Root(string modelId) => Sha256(modelId);

    public static string Next(string previousHash, long sequence, LedgerAppend line) => Sha256(string.Create(
        CultureInfo.InvariantCulture,
        $"{previousHash}\n{sequence}\n{line.At.ToUnixTimeMilliseconds()}\n{line.Kind}\n{line.Body}"));

    private static string Sha256(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
