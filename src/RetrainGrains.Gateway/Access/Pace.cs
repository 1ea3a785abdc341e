namespace RetrainGrains.Gateway.Access;

/// <summary>
/// A limit of so many a second, with a second's worth at once after a rest: the generic cell rate algorithm, which is
/// one number that is changed without a lock. The limiters of System.Threading.RateLimiting take no clock, and each has
/// a lock and a timer.
/// </summary>
internal sealed class Pace(int perSecond, TimeProvider clock)
{
    private readonly double step = clock.TimestampFrequency / (double)perSecond;

    // The moment at which everything that was let in is paid for.
    private long paidAt = long.MinValue;

    public int PerSecond => perSecond;

    /// <summary>Returns true when nothing is left to be paid for: to forget it changes nothing.</summary>
    public bool IsAtRest => Interlocked.Read(ref paidAt) <= clock.GetTimestamp();

    /// <summary>
    /// Takes so many; returns how long to wait where nothing is left, and null otherwise. More than what is left may
    /// be taken, and is paid for by those that come after.
    /// </summary>
    public TimeSpan? Take(int count = 1)
    {
        while (true)
        {
            var (now, known) = (clock.GetTimestamp(), Interlocked.Read(ref paidAt));
            var from = Math.Max(now, known);
            var over = from - now - (clock.TimestampFrequency - step);
            if (over > 0) return TimeSpan.FromSeconds(over / clock.TimestampFrequency);
            if (Interlocked.CompareExchange(ref paidAt, from + (long)(count * step), known) == known) return null;
        }
    }
}
