namespace Orleans.Tests.Calls;

public sealed class CallCycleTests
{
    [Fact]
    public void A_call_cycle_ends_in_a_timeout_that_names_the_chain() => TestSilo.Run(async silo =>
    {
        var call = silo.Grains.GetGrain<IRelay>("a").Pass(["b", "a"]);
        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Equal(TestSilo.Start.AddSeconds(30), silo.Clock.GetUtcNow());
        Assert.Contains(
            "client -> relay/a IRelay.Pass -> relay/b IRelay.Pass -> relay/a IRelay.Pass; this is a call cycle: "
            + "relay/a waits for itself",
            timeout.Message);
    });

    [Fact]
    public void A_chain_without_a_cycle_passes() => TestSilo.Run(async silo =>
        Assert.Equal("abc", await silo.Grains.GetGrain<IRelay>("a").Pass(["b", "c"])));
}

public interface IRelay : IGrainWithStringKey
{
    Task<string> Pass(string[] others);
}

public sealed class RelayGrain : Grain, IRelay
{
    public async Task<string> Pass(string[] others) => others is [var next, .. var rest]
        ? this.GetPrimaryKeyString() + await GrainFactory.GetGrain<IRelay>(next).Pass(rest)
        : this.GetPrimaryKeyString();
}
