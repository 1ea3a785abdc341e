namespace Orleans.Runtime;

/// <summary>Counts the calls of one method of one grain class, without a lock and without allocating.</summary>
internal sealed class MethodCounters
{
    private readonly LatencyWindow recent = new();
    private long calls;
    private long errors;
    private long unanswered;
    private long elapsedTicks;
    private ErrorReport? lastError;

    public void Record(Measurement work)
    {
        Interlocked.Increment(ref calls);
        if (work.Elapsed > TimeSpan.Zero) Interlocked.Add(ref elapsedTicks, work.Elapsed.Ticks);
        recent.Record(work);
    }

    /// <summary>A call that is recorded too ended with this.</summary>
    public void Failed(Exception fault, DateTimeOffset at)
    {
        Interlocked.Increment(ref errors);
        Volatile.Write(ref lastError, ErrorReport.Of(fault, at));
    }

    /// <summary>The caller got this instead of an answer of the grain, which may or may not have run.</summary>
    public void Unanswered(Exception reason, DateTimeOffset at)
    {
        Interlocked.Increment(ref unanswered);
        Volatile.Write(ref lastError, ErrorReport.Of(reason, at));
    }

    public GrainMethodCounters ReportAt(string method, TimeSpan uptime) => new(
        method,
        Interlocked.Read(ref calls),
        Interlocked.Read(ref errors),
        Interlocked.Read(ref unanswered),
        TimeSpan.FromTicks(Interlocked.Read(ref elapsedTicks)),
        recent.ReportAt(uptime),
        Volatile.Read(ref lastError));
}
