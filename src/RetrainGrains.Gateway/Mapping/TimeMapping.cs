using Google.Protobuf.WellKnownTypes;

namespace RetrainGrains.Gateway.Mapping;

/// <summary>Times on the wire.</summary>
internal static class TimeMapping
{
    private const int NanosecondsMax = 999_999_999;
    private const int NanosecondsPerTick = 100;

    /// <summary>
    /// What no calendar holds comes out as its nearest end, which every rule about times refuses by the field's name.
    /// </summary>
    public static DateTimeOffset? ToTime(this Timestamp? at) => at is null
        ? null
        : DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(
                at.Seconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
            .AddTicks(Math.Clamp(at.Nanos, 0, NanosecondsMax) / NanosecondsPerTick);

    public static Timestamp? ToWire(this DateTimeOffset? at) =>
        at is { } time ? Timestamp.FromDateTimeOffset(time) : null;
}
