using Orleans.Simulation;

namespace Orleans.Tests.Simulation;

public sealed class OffTurnWorkTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly SimulationScheduler simulation = new(1, TestSilo.Start);

    [Fact]
    public void The_result_arrives_at_the_modelled_time_however_fast_the_work_is() => simulation.Run(async () =>
    {
        var work = simulation.RunOffTurn(_ => 42, Hour, CancellationToken.None);
        await simulation.AdvanceBy(0.9 * Hour);
        Assert.False(work.IsCompleted);
        Assert.Equal(42, await work);
        Assert.Equal(TestSilo.Start + Hour, simulation.Clock.GetUtcNow());
    });

    [Fact]
    public void Virtual_time_waits_for_work_that_is_slow()
    {
        using var gate = new ManualResetEventSlim();
        simulation.Run(async () =>
        {
            var work = simulation.RunOffTurn(
                token => gate.Wait(TimeSpan.FromSeconds(30), token), Hour, CancellationToken.None);
            var opener = new Thread(gate.Set);
            simulation.Clock.CreateTimer(_ => opener.Start(), null, 0.5 * Hour, Timeout.InfiniteTimeSpan);
            Assert.True(await work);
            Assert.Equal(TestSilo.Start + Hour, simulation.Clock.GetUtcNow());
        });
    }

    [Fact]
    public void Work_runs_on_another_thread() => simulation.Run(async () =>
    {
        var thread = await simulation.RunOffTurn(
            _ => Environment.CurrentManagedThreadId, Hour, CancellationToken.None);
        Assert.NotEqual(Environment.CurrentManagedThreadId, thread);
    });

    [Fact]
    public void A_failure_of_the_work_arrives_at_the_modelled_time() => simulation.Run(async () =>
    {
        var work = simulation.RunOffTurn<int>(_ => throw new FormatException(), Hour, CancellationToken.None);
        await Assert.ThrowsAsync<FormatException>(() => work);
        Assert.Equal(TestSilo.Start + Hour, simulation.Clock.GetUtcNow());
    });

    [Fact]
    public void Cancellation_shows_at_once_and_reaches_the_work() => simulation.Run(async () =>
    {
        using var cancellation = new CancellationTokenSource(0.25 * Hour, simulation.Clock);
        var sawIt = new TaskCompletionSource<bool>();
        var work = simulation.RunOffTurn(
            token =>
            {
                sawIt.SetResult(token.WaitHandle.WaitOne(TimeSpan.FromSeconds(30)));
                return 0;
            },
            Hour,
            cancellation.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        Assert.Equal(TestSilo.Start + (0.25 * Hour), simulation.Clock.GetUtcNow());
        ((IAsyncResult)sawIt.Task).AsyncWaitHandle.WaitOne();
        Assert.True(sawIt.Task.Result);
    });
}
