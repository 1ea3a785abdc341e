using Orleans.Runtime;

namespace Orleans.Simulation;

/// <summary>Low-priority threads for real work beside simulations: no more run than there are cores.</summary>
internal static class OffTurnThreads
{
    private const int MostAtOnce = 256;
    private static readonly SemaphoreSlim Cores = new(Environment.ProcessorCount);
    private static int underWay;

    /// <summary>Runs work that does not throw.</summary>
    public static void Start(Action work)
    {
        if (Interlocked.Increment(ref underWay) > MostAtOnce)
        {
            Interlocked.Decrement(ref underWay);
            throw new LimitExceededException($"{MostAtOnce} pieces of off-turn work are under way; no more are taken.");
        }

        new Thread(() => Run(work))
        {
            IsBackground = true,
            Priority = ThreadPriority.Lowest,
            Name = "off-turn work",
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
