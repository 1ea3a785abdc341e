using Orleans.Runtime;

namespace Orleans.Simulation;

/// <summary>Real work beside the simulation, whose result arrives at a virtual time that the work cannot change.</summary>
internal sealed class OffTurnWork<T>
{
    private const int MostAtOnce = 256;
    private static readonly SemaphoreSlim Cores = new(Environment.ProcessorCount);
    private static int underWay;

    private readonly TaskCompletionSource<T> computed = new();
    private readonly TaskCompletionSource<T> delivered = new();
    private ITimer? delivery;

    public static Task<T> Start(
        SimulatedClock clock, Func<CancellationToken, T> work, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        if (Interlocked.Increment(ref underWay) > MostAtOnce)
        {
            Interlocked.Decrement(ref underWay);
            throw new LimitExceededException($"{MostAtOnce} pieces of off-turn work are under way; no more are taken.");
        }

        var started = new OffTurnWork<T>();
        new Thread(() => started.Compute(work, cancellationToken))
        {
            IsBackground = true,
            Priority = ThreadPriority.Lowest,
            Name = "off-turn work",
        }.Start();
        started.delivery = clock.CreateTimer(_ => started.Deliver(), null, duration, Timeout.InfiniteTimeSpan);
        // Cancellation shows at the virtual time of the request, however far the real work has come.
        cancellationToken.Register(() => started.Cancel(cancellationToken));
        return started.delivered.Task;
    }

    private void Compute(Func<CancellationToken, T> work, CancellationToken cancellationToken)
    {
        Cores.Wait(CancellationToken.None);
        try
        {
            computed.SetResult(work(cancellationToken));
        }
        catch (Exception exception)
        {
            computed.SetException(exception);
        }
        finally
        {
            Cores.Release();
            Interlocked.Decrement(ref underWay);
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
