namespace Orleans.Tests.Calls;

public sealed class InterleavingTests
{
    [Fact]
    public void Read_only_calls_run_beside_each_other() => TestSilo.Run(async silo =>
    {
        var worker = silo.Grains.GetGrain<IWorker>("w");
        await Expect(silo, ["one begins", "two begins"], worker.Read("one", "gate"), worker.Read("two", "gate"));
    });

    [Fact]
    public void A_writer_waits_for_readers() => TestSilo.Run(async silo =>
    {
        var worker = silo.Grains.GetGrain<IWorker>("w");
        await Expect(silo, ["reader begins"], worker.Read("reader", "gate"), worker.Work("writer", "gate"));
    });

    [Fact]
    public void A_reader_waits_for_a_writer() => TestSilo.Run(async silo =>
    {
        var worker = silo.Grains.GetGrain<IWorker>("w");
        await Expect(silo, ["writer begins"], worker.Work("writer", "gate"), worker.Read("reader", "gate"));
    });

    [Fact]
    public void An_always_interleaving_call_starts_beside_any_other() => TestSilo.Run(async silo =>
    {
        var worker = silo.Grains.GetGrain<IWorker>("w");
        await Expect(silo, ["work begins", "peek begins"], worker.Work("work", "gate"), worker.Peek("peek", "gate"));
    });

    [Fact]
    public void A_reentrant_grain_starts_every_call_at_once() => TestSilo.Run(async silo =>
    {
        var worker = silo.Grains.GetGrain<IReentrantWorker>("w");
        await Expect(silo, ["one begins", "two begins"], worker.Work("one", "gate"), worker.Work("two", "gate"));
    });

    private static async Task Expect(TestSilo silo, string[] beginnings, params Task[] calls)
    {
        await silo.Settle();
        Assert.Equal(beginnings, silo.Journal.Lines);
        silo.Signals.Open("gate");
        await Task.WhenAll(calls);
    }
}
