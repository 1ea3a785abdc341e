namespace Orleans.Configuration;

/// <summary>Bounds on calls.</summary>
public sealed class SiloMessagingOptions
{
    /// <summary>How long a caller waits for a response.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many calls may wait for one grain. Orleans' default of "no limit" is not offered.</summary>
    public int MaxEnqueuedRequestsHardLimit { get; set; } = 10_000;

    /// <summary>How often a call may move to a successor because the activation ended before it started.</summary>
    public int MaxForwardCount { get; set; } = 2;
}
