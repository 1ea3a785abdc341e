using Orleans.Runtime;
using Orleans.Tests.Activations;
using Orleans.Tests.Calls;

namespace Orleans.Tests.Hosting;

public sealed class ShutdownTests
{
    [Fact]
    public void Stopping_deactivates_every_grain() => TestSilo.Run(async silo =>
    {
        await silo.Grains.GetGrain<ICounter>("a").Increment();
        await silo.Grains.GetGrain<ICounter>("b").Increment();
        await silo.Stop();
        Assert.Equal(
            ["a deactivated: ShuttingDown", "b deactivated: ShuttingDown"],
            silo.Journal.Lines.Where(line => line.Contains("deactivated")).Order());
    });

    [Fact]
    public void A_running_call_gets_to_finish_while_new_calls_are_refused() => TestSilo.Run(async silo =>
    {
        var running = silo.Grains.GetGrain<IWorker>("w").Work("work", "gate");
        await silo.Settle();
        var stopping = silo.Stop();
        await Assert.ThrowsAsync<SiloUnavailableException>(
            () => silo.Grains.GetGrain<IWorker>("w").Work("late", "gate"));
        Assert.False(stopping.IsCompleted);
        silo.Signals.Open("gate");
        await running;
        await stopping;
        Assert.Equal(["work begins", "work ends"], silo.Journal.Lines);
    });

    [Fact]
    public void A_running_call_may_still_call_other_grains() => TestSilo.Run(async silo =>
    {
        var running = silo.Grains.GetGrain<ICaller>("c").CallAfter("gate");
        await silo.Settle();
        var stopping = silo.Stop();
        silo.Signals.Open("gate");
        Assert.Equal(1, await running);
        await stopping;
        Assert.Contains("other deactivated: ShuttingDown", silo.Journal.Lines);
    });

    [Fact]
    public void When_the_host_runs_out_of_patience_grains_end_although_calls_still_run() => TestSilo.Run(async silo =>
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), silo.Clock);
        await silo.Grains.GetGrain<ICounter>("a").Increment();
        var stuck = silo.Grains.GetGrain<IWorker>("w").Work("work", "never");
        await silo.Stop(patience.Token);
        Assert.Equal(TestSilo.Start.AddSeconds(5), silo.Clock.GetUtcNow());
        Assert.Contains("a deactivated: ShuttingDown", silo.Journal.Lines);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => silo.Grains.GetGrain<ICounter>("a").Increment());
        silo.Signals.Open("never");
        await stuck;
    });
}

public interface ICaller : IGrainWithStringKey
{
    Task<int> CallAfter(string gate);
}

public sealed class CallerGrain(Signals signals) : Grain, ICaller
{
    public async Task<int> CallAfter(string gate)
    {
        await signals.Wait(gate);
        return await GrainFactory.GetGrain<ICounter>("other").Increment();
    }
}
