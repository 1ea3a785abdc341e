using System.Globalization;
using System.Net;

namespace Orleans.Runtime;

/// <summary>Where a silo is reached, and which of its lives it is in.</summary>
public sealed record SiloAddress
{
    private SiloAddress(IPEndPoint endpoint, int generation) => (Endpoint, Generation) = (endpoint, generation);

    public IPEndPoint Endpoint { get; }
    public int Generation { get; }

    public static SiloAddress New(IPEndPoint endpoint, int generation) => new(endpoint, generation);

    public static SiloAddress FromParsableString(string address)
    {
        var at = address.LastIndexOf('@');
        return at > 0 && IPEndPoint.TryParse(address.AsSpan(0, at).ToString(), out var endpoint)
            && int.TryParse(address.AsSpan(at + 1), CultureInfo.InvariantCulture, out var generation)
            ? new SiloAddress(endpoint, generation)
            : throw new FormatException($"'{address}' is no silo address; it must look like 127.0.0.1:11111@1.");
    }

    public string ToParsableString() => string.Create(CultureInfo.InvariantCulture, $"{Endpoint}@{Generation}");
}
