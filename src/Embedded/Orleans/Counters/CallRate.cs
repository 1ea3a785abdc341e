namespace Orleans.Runtime;

/// <summary>How many calls ended in each second of the last minute.</summary>
internal sealed class CallRate
{
    public const int Seconds = 60;

    // A power of two above the minute: a second that is read is never the one that is being written over.
    private const int Ring = 64;

    private readonly long[] cells = new long[Ring];

    public void Count(long second) => StampedCell.Add(ref cells[second & (Ring - 1)], second, 1);

    /// <summary>The full seconds before this one, oldest first.</summary>
    public long[] Before(long second)
    {
        var counts = new long[Seconds];
        for (var i = 0; i < Seconds; i++)
        {
            var past = second - Seconds + i;
            if (past >= 0) counts[i] = StampedCell.Read(Volatile.Read(ref cells[past & (Ring - 1)]), past);
        }

        return counts;
    }
}
