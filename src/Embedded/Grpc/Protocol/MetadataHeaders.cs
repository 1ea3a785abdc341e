using System.Buffers.Text;
using Grpc.Core;

namespace Grpc.Protocol;

/// <summary>Carries metadata entries through HTTP headers; binary values travel as base64.</summary>
internal static class MetadataHeaders
{
    public static string ValueOf(Metadata.Entry entry) =>
        // The protocol asks senders to leave the padding out.
        entry.IsBinary ? Convert.ToBase64String(entry.BinaryValue).TrimEnd('=') : entry.Value;

    /// <summary>Headers of the protocol itself, which are not metadata of the application.</summary>
    public static bool IsReserved(string name) =>
        name.StartsWith(':')
        || name.Equals(GrpcHeaderNames.Encoding, StringComparison.OrdinalIgnoreCase)
        || name.Equals(GrpcHeaderNames.AcceptEncoding, StringComparison.OrdinalIgnoreCase)
        || name.Equals(GrpcHeaderNames.Timeout, StringComparison.OrdinalIgnoreCase)
        || name.Equals(GrpcHeaderNames.Status, StringComparison.OrdinalIgnoreCase)
        || name.Equals(GrpcHeaderNames.Message, StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-type", StringComparison.OrdinalIgnoreCase)
        || name.Equals("te", StringComparison.OrdinalIgnoreCase)
        || name.Equals("host", StringComparison.OrdinalIgnoreCase)
        || name.Equals("accept-encoding", StringComparison.OrdinalIgnoreCase);

    public static void AddTo(Metadata metadata, string name, string value)
    {
        if (!name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        {
            metadata.Add(name, value);
            return;
        }
        // Several binary values may arrive joined by commas, which base64 does not use.
        foreach (var part in value.Split(','))
        {
            metadata.Add(name, Decode(name, part.Trim()));
        }
    }

    private static byte[] Decode(string name, string base64)
    {
        var padded = base64.TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        if (!Base64.IsValid(padded))
        {
            throw GrpcErrors.Internal($"Metadata '{name}' is not base64: '{base64}'.");
        }
        return Convert.FromBase64String(padded);
    }
}
