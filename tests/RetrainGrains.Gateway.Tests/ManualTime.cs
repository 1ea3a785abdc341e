using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace RetrainGrains.Gateway.Tests;

/// <summary>A clock that moves only when a test moves it, and tells the test which timers are set.</summary>
internal sealed class ManualTime() : FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    // What is longer is a limit and no pause between two tries.
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    private readonly Channel<TimeSpan> set = Channel.CreateUnbounded<TimeSpan>();

    /// <summary>Waits for the next timer to be set; answers for how long.</summary>
    public ValueTask<TimeSpan> TimerSetAsync() => set.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        // A timer without an end to wait for, or one that repeats, is no pause.
        if (dueTime >= TimeSpan.Zero && period < TimeSpan.Zero) set.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>
    /// Lets every pause pass, as soon as somebody makes one, until something has come about. Nothing else moves the
    /// clock meanwhile: who works is not overtaken by it.
    /// </summary>
    public async Task PassUntilAsync(Task ended)
    {
        while (!ended.IsCompleted)
        {
            await Task.WhenAny(ended, set.Reader.WaitToReadAsync(TestContext.Current.CancellationToken).AsTask());
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (!ended.IsCompleted && set.Reader.TryRead(out var pause) && pause <= PauseMax) Advance(pause);
        }
    }
}
