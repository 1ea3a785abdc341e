namespace RetrainGrains.Grains.Tests;

/// <summary>
/// Knows when a silo has come to rest. Orleans has no end of work to wait for: rest is when no call has begun or ended
/// and no worker thread was busy at several looks in a row.
/// </summary>
internal sealed class Activity : IIncomingGrainCallFilter
{
    private const int Looks = 4;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(3);
    private long count;

    public void Notice() => Interlocked.Increment(ref count);

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        Notice();
        try
        {
            await context.Invoke();
        }
        finally
        {
            Notice();
        }
    }

    public async Task RestAsync()
    {
        var seen = -1L;
        for (var quiet = 0; quiet < Looks; quiet++)
        {
            await Task.Delay(Between, TimeProvider.System);
            var now = Interlocked.Read(ref count);
            if (now != seen || IsBusy()) quiet = -1;
            seen = now;
        }
    }

    // One worker is looking here.
    private static bool IsBusy()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return ThreadPool.PendingWorkItemCount > 0 || all - free > 1;
    }
}
