using RetrainGrains.Fleet.Replay;

namespace RetrainGrains.Fleet.Tests.Replay;

public sealed class ComputationAsideTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly VirtualLoop loop = new(TestFleet.Start);

    [Fact]
    public void The_result_arrives_at_the_modelled_time_however_fast_the_work_is() => loop.Run(async () =>
    {
        var work = loop.ComputeAside(_ => 42, Hour, CancellationToken.None);
        await loop.AdvanceBy(0.9 * Hour);
        Assert.False(work.IsCompleted);
        Assert.Equal(42, await work);
        Assert.Equal(TestFleet.Start + Hour, loop.Clock.GetUtcNow());
    });

    [Fact]
    public void Virtual_time_waits_for_work_that_is_slow()
    {
        using var gate = new ManualResetEventSlim();
        loop.Run(async () =>
        {
            var work = loop.ComputeAside(
                token => gate.Wait(TimeSpan.FromSeconds(30), token), Hour, CancellationToken.None);
            var opener = new Thread(gate.Set);
            loop.Clock.CreateTimer(_ => opener.Start(), null, 0.5 * Hour, Timeout.InfiniteTimeSpan);
            Assert.True(await work);
            Assert.Equal(TestFleet.Start + Hour, loop.Clock.GetUtcNow());
        });
    }

    [Fact]
    public void Work_runs_on_another_thread() => loop.Run(async () =>
    {
        var thread = await loop.ComputeAside(_ => Environment.CurrentManagedThreadId, Hour, CancellationToken.None);
        Assert.NotEqual(Environment.CurrentManagedThreadId, thread);
    });

    [Fact]
    public void A_failure_of_the_work_arrives_at_the_modelled_time() => loop.Run(async () =>
    {
        var work = loop.ComputeAside<int>(_ => throw new FormatException(), Hour, CancellationToken.None);
        await Assert.ThrowsAsync<FormatException>(() => work);
        Assert.Equal(TestFleet.Start + Hour, loop.Clock.GetUtcNow());
    });

    [Fact]
    public void Cancellation_shows_at_once_and_reaches_the_work() => loop.Run(async () =>
    {
        using var cancellation = new CancellationTokenSource(0.25 * Hour, loop.Clock);
        var sawIt = new TaskCompletionSource<bool>();
        var work = loop.ComputeAside(
            token =>
            {
                sawIt.SetResult(token.WaitHandle.WaitOne(TimeSpan.FromSeconds(30)));
                return 0;
            },
            Hour,
            cancellation.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        Assert.Equal(TestFleet.Start + (0.25 * Hour), loop.Clock.GetUtcNow());
        ((IAsyncResult)sawIt.Task).AsyncWaitHandle.WaitOne();
        Assert.True(sawIt.Task.Result);
    });
}
