namespace Orleans.Simulation;

/// <summary>Real work beside the simulation; how long it takes does not change when its result arrives.</summary>
internal sealed class OffTurnWork<T>
{
    private readonly TaskCompletionSource<T> computed = new();
    private readonly TaskCompletionSource<T> delivered = new();
    private ITimer? delivery;

    public static Task<T> Start(
        SimulatedClock clock, Func<CancellationToken, T> work, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        var started = new OffTurnWork<T>();
        OffTurnThreads.Start(() => started.Compute(work, cancellationToken));
        started.delivery = clock.CreateTimer(_ => started.Deliver(), null, duration, Timeout.InfiniteTimeSpan);
        // Cancellation shows at the virtual time of the request, however far the real work has come.
        cancellationToken.Register(() => started.Cancel(cancellationToken));
        return started.delivered.Task;
    }

    private void Compute(Func<CancellationToken, T> work, CancellationToken cancellationToken)
    {
        try
        {
            computed.SetResult(work(cancellationToken));
        }
        catch (Exception exception)
        {
            computed.SetException(exception);
        }
    }

    private void Deliver()
    {
        ((IAsyncResult)computed.Task).AsyncWaitHandle.WaitOne();
        if (computed.Task.Exception is { } fault) delivered.TrySetException(fault.InnerExceptions);
        else delivered.TrySetResult(computed.Task.Result);
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        delivery?.Dispose();
        delivered.TrySetCanceled(cancellationToken);
    }
}
