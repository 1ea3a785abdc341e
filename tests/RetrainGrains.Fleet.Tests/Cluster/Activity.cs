using System.Diagnostics;

namespace RetrainGrains.Fleet.Tests;

/// <summary>
/// Knows when a silo has come to rest. Orleans has no end of work to wait for: rest is when at several looks in a row
/// no call has begun or ended and no timer was set, and no more worker threads were busy than always are; many looks
/// at which nothing else happened are taken for rest as well.
/// </summary>
internal sealed class Activity : IIncomingGrainCallFilter
{
    private const int Looks = 4;
    private const int LooksBeside = 100;
    private static readonly TimeSpan Between = TimeSpan.FromMicroseconds(250);
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
        var (seen, unchanged, idle) = (-1L, 0, 0);
        while (idle < Looks && unchanged < LooksBeside)
        {
            await Task.Yield();
            for (var from = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(from) < Between;) Thread.Yield();
            var now = Interlocked.Read(ref count);
            unchanged = now == seen ? unchanged + 1 : 0;
            idle = now == seen && !IsBusy() ? idle + 1 : 0;
            seen = now;
        }
    }

    // One worker is looking here, and one waits for the test's end.
    private static bool IsBusy()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return ThreadPool.PendingWorkItemCount > 0 || all - free > 2;
    }
}
