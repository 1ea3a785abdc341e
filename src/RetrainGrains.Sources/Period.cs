namespace RetrainGrains.Sources;

/// <summary>
/// The part of a stream that is replayed, between two bounds. Bounds without an offset are in the stream's own time.
/// </summary>
public sealed record Period(DateTime? From = null, DateTime? To = null)
{
    public bool Contains(DateTimeOffset at, TimeZoneInfo zone) => at >= Start(zone) && at < End(zone);

    public DateTimeOffset Start(TimeZoneInfo zone) =>
        From is { } from ? Resolve(from, zone) : DateTimeOffset.MinValue;

    public DateTimeOffset End(TimeZoneInfo zone) => To is { } to ? Resolve(to, zone) : DateTimeOffset.MaxValue;

    private static DateTimeOffset Resolve(DateTime bound, TimeZoneInfo zone) =>
        bound.Kind == DateTimeKind.Unspecified
            ? new DateTimeOffset(bound, zone.GetUtcOffset(bound)) : bound.ToUniversalTime();
}
