namespace RetrainGrains.Cli.Sources;

/// <summary>
/// The part of a stream that is replayed, between two bounds. Bounds without an offset are in the stream's own time.
/// </summary>
public sealed record Period(DateTime? From = null, DateTime? To = null)
{
    public bool Contains(DateTimeOffset at, TimeSpan offset) => at >= Start(offset) && at < End(offset);

    public DateTimeOffset Start(TimeSpan offset) =>
        From is { } from ? Resolve(from, offset) : DateTimeOffset.MinValue;

    public DateTimeOffset End(TimeSpan offset) => To is { } to ? Resolve(to, offset) : DateTimeOffset.MaxValue;

    private static DateTimeOffset Resolve(DateTime bound, TimeSpan offset) =>
        bound.Kind == DateTimeKind.Unspecified ? new DateTimeOffset(bound, offset) : bound.ToUniversalTime();
}
