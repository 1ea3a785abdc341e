namespace Orleans.Runtime;

/// <summary>
/// What work is measured by: the machine's clock, also where the grains live on a faster one; only a simulation puts
/// its own here.
/// </summary>
internal sealed class MeasuringClock(TimeProvider provider)
{
    private readonly long start = provider.GetTimestamp();

    public DateTimeOffset Now => provider.GetUtcNow();

    public TimeSpan Uptime => provider.GetElapsedTime(start);

    public long GetTimestamp() => provider.GetTimestamp();

    public TimeSpan Since(long timestamp) => provider.GetElapsedTime(timestamp);

    /// <summary>Work that began at this timestamp and ends now.</summary>
    public Measurement Measure(long started)
    {
        var ended = provider.GetTimestamp();
        return new((ended - start) / provider.TimestampFrequency, provider.GetElapsedTime(started, ended));
    }
}

/// <summary>How long something took, and in which second since the silo was composed it ended.</summary>
internal readonly record struct Measurement(long Second, TimeSpan Elapsed);
