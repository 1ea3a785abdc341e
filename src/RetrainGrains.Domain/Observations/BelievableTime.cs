namespace RetrainGrains.Domain.Observations;

/// <summary>
/// The rule of which times of stored rows are believed. Gateways refuse what lies ahead of their clock; a database from
/// before they did may hold rows of a far future, which must not pass for the newest.
/// </summary>
public static class BelievableTime
{
    /// <summary>The most that a gateway may let clocks differ: what lies further ahead is none of theirs.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    public static bool Holds(DateTimeOffset at, DateTimeOffset now) => at - now <= Ahead;

    /// <summary>Returns the later of two believable times, never one after now.</summary>
    public static DateTimeOffset Newest(DateTimeOffset? newest, DateTimeOffset at, DateTimeOffset now)
    {
        var known = at < now ? at : now;
        return newest > known ? newest.Value : known;
    }
}
