namespace Orleans.Timers;

/// <summary>Creates stopped timers whose callback does not inherit the context of the code that created them.</summary>
internal static class DetachedTimer
{
    public static ITimer Create(TimeProvider clock, Action callback)
    {
        if (ExecutionContext.IsFlowSuppressed()) return CreateStopped(clock, callback);
        using (ExecutionContext.SuppressFlow()) return CreateStopped(clock, callback);
    }

    private static ITimer CreateStopped(TimeProvider clock, Action callback) => clock.CreateTimer(
        static state => ((Action)state!)(), callback, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
