namespace Orleans.Runtime;

/// <summary>
/// A number that counts only for one stretch of time: 20 bits say which, 44 hold the value. A new stretch starts at
/// zero with its first write, so nobody has to clear anything and no writer waits for another.
/// </summary>
internal static class StampedCell
{
    private const int ValueBits = 44;
    private const long Largest = (1L << ValueBits) - 1;

    // Stamps come round: what nobody touched for exactly 2^20 stretches (12 days of seconds) would count once more.
    private const long StampMask = (1L << 20) - 1;

    /// <summary>Adds up to 2^44 - 1 and stays there.</summary>
    public static void Add(ref long cell, long stamp, long amount)
    {
        while (true)
        {
            var seen = Volatile.Read(ref cell);
            var sum = Math.Min(Read(seen, stamp) + Math.Min(amount, Largest), Largest);
            if (Interlocked.CompareExchange(ref cell, Pack(stamp, sum), seen) == seen) return;
        }
    }

    public static void Raise(ref long cell, long stamp, long value)
    {
        var bounded = Math.Min(value, Largest);
        while (true)
        {
            var seen = Volatile.Read(ref cell);
            if (Read(seen, stamp) >= bounded) return;
            if (Interlocked.CompareExchange(ref cell, Pack(stamp, bounded), seen) == seen) return;
        }
    }

    public static long Read(long cell, long stamp) =>
        (ulong)cell >> ValueBits == (ulong)(stamp & StampMask) ? cell & Largest : 0;

    private static long Pack(long stamp, long value) => ((stamp & StampMask) << ValueBits) | value;
}
