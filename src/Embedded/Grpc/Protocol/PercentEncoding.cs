using System.Buffers;
using System.Text;

namespace Grpc.Protocol;

/// <summary>The escaping of grpc-message: printable ASCII but '%' stays, every other UTF-8 byte becomes %XX.</summary>
internal static class PercentEncoding
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(letter => letter != '%').ToArray());

    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (Plain.Contains((char)octet))
            {
                encoded.Append((char)octet);
            }
            else
            {
                encoded.Append('%').Append(octet.ToString("X2"));
            }
        }
        return encoded.ToString();
    }

    /// <summary>Never fails: a broken escape is kept as it came, as the protocol asks.</summary>
    public static string Decode(string text) => text.Contains('%') ? Uri.UnescapeDataString(text) : text;
}
