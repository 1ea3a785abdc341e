namespace RetrainGrains.Fleet.Replay;

/// <summary>A piece of real work beside a loop; how long it takes does not change when its result arrives.</summary>
internal sealed class ComputationAside<T>
{
    private readonly TaskCompletionSource<T> computed = new();
    private readonly TaskCompletionSource<T> delivered = new();
    private ITimer? delivery;

    public static Task<T> Start(
        VirtualClock clock, Func<CancellationToken, T> work, TimeSpan modelled, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return Task.FromCanceled<T>(cancellation);
        var started = new ComputationAside<T>();
        ComputingThreads.Start(() => started.Compute(work, cancellation));
        started.delivery = clock.CreateTimer(_ => started.Deliver(), null, modelled, Timeout.InfiniteTimeSpan);
        // Cancellation shows at the virtual time of the request, however far the real work has come.
        cancellation.Register(() => started.Cancel(cancellation));
        return started.delivered.Task;
    }

    private void Compute(Func<CancellationToken, T> work, CancellationToken cancellation)
    {
        try
        {
            computed.SetResult(work(cancellation));
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

    private void Cancel(CancellationToken cancellation)
    {
        delivery?.Dispose();
        delivered.TrySetCanceled(cancellation);
    }
}

/// <summary>The threads of low priority for work beside loops: no more of them run than there are cores.</summary>
internal static class ComputingThreads
{
    // What a replay of many models asks for at once; more would be a fault, and threads are not for nothing.
    private const int MostAtOnce = 256;
    private static readonly SemaphoreSlim Cores = new(Environment.ProcessorCount);
    private static int underWay;

    /// <summary>Runs work that does not throw.</summary>
    public static void Start(Action work)
    {
        if (Interlocked.Increment(ref underWay) > MostAtOnce)
        {
            Interlocked.Decrement(ref underWay);
            throw new ReplayException($"{MostAtOnce} computations are under way beside the loop; no more are taken.");
        }
        new Thread(() => Run(work))
        {
            IsBackground = true,
            Priority = ThreadPriority.Lowest,
            Name = "computation",
        }.Start();
    }

    private static void Run(Action work)
    {
        Cores.Wait(CancellationToken.None);
        work();
        Cores.Release();
        Interlocked.Decrement(ref underWay);
    }
}
