using Google.Protobuf.WellKnownTypes;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>The form of times on the wire.</summary>
internal static class TimeMapping
{
    private const int NanosecondsMax = 999_999_999;
    private const int NanosecondsPerTick = 100;

    // Ten thousand years, as the protocol has it.
    private const long SecondsMax = 315_576_000_000;

    /// <summary>
    /// Reads a time. One that no calendar holds becomes the nearest one, which the rules about times refuse by name.
    /// </summary>
    public static DateTimeOffset? ToTime(this Timestamp? at) => at is null
        ? null
        : DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(
                at.Seconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
            .AddTicks(Math.Clamp(at.Nanos, 0, NanosecondsMax) / NanosecondsPerTick);

    /// <summary>Reads a length of time, at most that of a calendar's whole years.</summary>
    public static TimeSpan? ToSpan(this Duration? length) => length is null
        ? null
        : TimeSpan.FromSeconds(Math.Clamp(length.Seconds, -SecondsMax, SecondsMax))
            + TimeSpan.FromTicks(Math.Clamp(length.Nanos, -NanosecondsMax, NanosecondsMax) / NanosecondsPerTick);

    public static Timestamp ToWire(this DateTimeOffset at) => Timestamp.FromDateTimeOffset(at);

    public static Timestamp? ToWire(this DateTimeOffset? at) => at?.ToWire();
}
