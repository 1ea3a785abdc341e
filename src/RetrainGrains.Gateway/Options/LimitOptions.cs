namespace RetrainGrains.Gateway.Options;

/// <summary>
/// The limits of one caller, so that none can take from others what they need; 0 is no limit. Those of tokens are none
/// by default: a token is given out to be used as fast as a server can answer, and whatever waits behind it is bounded
/// by itself.
/// </summary>
public sealed record LimitOptions
{
    /// <summary>The most that any limit may be: beyond, a clock of 100 ns could not tell two apart.</summary>
    internal const int Most = 10_000_000;

    /// <summary>The requests a second of one token; after a rest, a second's worth may come at once.</summary>
    public int TokenRequestsPerSecond { get; init; }

    /// <summary>The requests of one token that may run at the same time, streams included.</summary>
    public int TokenRequestsAtOnce { get; init; }

    /// <summary>
    /// The rows a second of one token, predicted, explained, and recorded. A request that is larger than that is let
    /// in when the ones before it are paid for; a stream is made to wait.
    /// </summary>
    public int TokenRowsPerSecond { get; init; }

    /// <summary>
    /// The requests a second of one source address that no token vouches for: refused ones, and those of probes,
    /// metrics and pages. Many times what probes need, and too few to keep a core busy or to fill a log.
    /// </summary>
    public int AddressRequestsPerSecond { get; init; } = 100;

    internal bool HasTokenLimits => TokenRequestsPerSecond + (long)TokenRequestsAtOnce + TokenRowsPerSecond > 0;

    /// <summary>Returns the settings that are out of their range, by name and value, with the rule.</summary>
    public IEnumerable<(string Setting, object Value, string Rule)> Problems()
    {
        foreach (var (setting, value) in new[]
                 {
                     (nameof(TokenRequestsPerSecond), TokenRequestsPerSecond),
                     (nameof(TokenRequestsAtOnce), TokenRequestsAtOnce),
                     (nameof(TokenRowsPerSecond), TokenRowsPerSecond),
                     (nameof(AddressRequestsPerSecond), AddressRequestsPerSecond),
                 })
        {
            if (value is < 0 or > Most) yield return (setting, value, $"must be 1 to {Most}, or 0 for no limit");
        }
    }
}
