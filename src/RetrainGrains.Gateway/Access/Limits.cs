using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using RetrainGrains.Gateway.Failures;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Access;

/// <summary>The limits of all callers, and of the addresses that nobody vouches for.</summary>
internal sealed class Limits(AccessOptions options, TimeProvider clock)
{
    // What a network gives to one customer: the lower half of an address is the customer's to choose.
    private const int NetworkBytes = 8;

    private readonly LimitTable<string, CallerLimits> callers = new(
        () => new CallerLimits(options.Limits, clock), limits => limits.IsAtRest, clock);

    private readonly LimitTable<IPAddress, Pace> addresses = new(
        () => new Pace(Math.Max(1, options.Limits.AddressRequestsPerSecond), clock), pace => pace.IsAtRest, clock);

    /// <summary>Finds a caller's limits by its name; null where callers have none.</summary>
    public CallerLimits? Of(string caller) => options.Limits.HasTokenLimits ? callers.Of(caller) : null;

    /// <summary>Counts a request that no token vouches for; a refusal says that there were too many.</summary>
    public RefusedException? TakeUnknown(HttpContext http, int count = 1)
    {
        if (options.Anonymous || options.Limits.AddressRequestsPerSecond == 0) return null;
        var address = Source(http.Connection.RemoteIpAddress ?? IPAddress.None);
        if (addresses.Of(address).Take(count) is not { } wait) return null;
        var allowed = $"{options.Limits.AddressRequestsPerSecond} requests a second without a token that is known";
        return new Excess(nameof(LimitOptions.AddressRequestsPerSecond), allowed, wait).ToRefusal(
            "address", address.ToString());
    }

    private static IPAddress Source(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return new IPAddress(bytes);
    }
}
