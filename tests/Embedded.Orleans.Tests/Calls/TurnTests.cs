namespace Orleans.Tests.Calls;

public sealed class TurnTests
{
    [Fact]
    public void A_call_waits_until_the_one_before_has_ended_even_while_that_one_awaits() => TestSilo.Run(async silo =>
    {
        var worker = silo.Grains.GetGrain<IWorker>("w");
        Task[] calls = [worker.Work("first", "gate"), worker.Work("second", "gate")];
        await silo.Settle();
        Assert.Equal(["first begins"], silo.Journal.Lines);
        silo.Signals.Open("gate");
        await Task.WhenAll(calls);
        Assert.Equal(["first begins", "first ends", "second begins", "second ends"], silo.Journal.Lines);
    });

    [Fact]
    public void Grains_with_other_keys_do_not_wait() => TestSilo.Run(async silo =>
    {
        var stuck = silo.Grains.GetGrain<IWorker>("stuck").Work("stuck", "later");
        silo.Signals.Open("now");
        await silo.Grains.GetGrain<IWorker>("free").Work("free", "now");
        Assert.False(stuck.IsCompleted);
        silo.Signals.Open("later");
        await stuck;
    });

    [Fact]
    public void A_one_way_call_returns_before_the_grain_has_run() => TestSilo.Run(async silo =>
    {
        await silo.Grains.GetGrain<IWorker>("w").Tell("told", "gate");
        Assert.DoesNotContain("told ends", silo.Journal.Lines);
        silo.Signals.Open("gate");
        await silo.Settle();
        Assert.Contains("told ends", silo.Journal.Lines);
    });
}
