using System.Collections.Concurrent;

namespace RetrainGrains.Cli.Tests.Client;

/// <summary>A clock that stands still, and on which every pause is over at once.</summary>
internal sealed class HurriedClock : TimeProvider
{
    public static readonly DateTimeOffset Now = new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The pauses that were asked for.</summary>
    public ConcurrentQueue<TimeSpan> Pauses { get; } = [];

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Pauses.Enqueue(dueTime);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Elapsed();
    }

    private sealed class Elapsed : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
