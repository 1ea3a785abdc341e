namespace Orleans.Runtime;

/// <summary>Counts the calls of one method of one grain class.</summary>
internal sealed class MethodCounters
{
    private long calls;
    private long errors;
    private long elapsedTicks;

    public long Calls => Interlocked.Read(ref calls);

    public long Errors => Interlocked.Read(ref errors);

    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref elapsedTicks));

    public void Record(TimeSpan elapsed, bool failed)
    {
        Interlocked.Increment(ref calls);
        if (elapsed > TimeSpan.Zero) Interlocked.Add(ref elapsedTicks, elapsed.Ticks);
        if (failed) Interlocked.Increment(ref errors);
    }
}
