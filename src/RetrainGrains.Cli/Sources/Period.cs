namespace RetrainGrains.Cli.Sources;

/// <summary>
/// From … to: the part of a stream that is replayed. Bounds without an offset are in the stream's own time.
/// </summary>
public sealed record Period(DateTime? From = null, DateTime? To = null)
{
    public bool Contains(DateTimeOffset at, TimeSpan offset) =>
        (From is not { } from || at >= Resolve(from, offset)) && (To is not { } to || at < Resolve(to, offset));

    private static DateTimeOffset Resolve(DateTime bound, TimeSpan offset) =>
        bound.Kind == DateTimeKind.Unspecified ? new DateTimeOffset(bound, offset) : bound.ToUniversalTime();
}
