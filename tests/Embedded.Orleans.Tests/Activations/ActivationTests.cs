using Orleans.Runtime;

namespace Orleans.Tests.Activations;

public sealed class ActivationTests
{
    [Fact]
    public void A_grain_activates_on_its_first_call_and_keeps_its_memory() => TestSilo.Run(async silo =>
    {
        var counter = silo.Grains.GetGrain<ICounter>("a");
        Assert.Empty(silo.Journal.Lines);
        await counter.Increment();
        Assert.Equal(2, await counter.Increment());
        Assert.Equal(["a activated"], silo.Journal.Lines);
    });

    [Fact]
    public void Each_key_has_an_activation_of_its_own() => TestSilo.Run(async silo =>
    {
        await silo.Grains.GetGrain<ICounter>("a").Increment();
        Assert.Equal(1, await silo.Grains.GetGrain<ICounter>("b").Increment());
    });

    [Fact]
    public void Concurrent_first_calls_share_one_activation() => TestSilo.Run(async silo =>
    {
        var results = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => silo.Grains.GetGrain<ICounter>("a").Increment()));
        Assert.Equal(Enumerable.Range(1, 10), results.Order());
        Assert.Equal(["a activated"], silo.Journal.Lines);
    });

    [Fact]
    public void A_failed_activation_fails_the_call_and_the_next_call_tries_again() => TestSilo.Run(async silo =>
    {
        var grain = silo.Grains.GetGrain<IReluctant>("a");
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(grain.Ping);
        Assert.Equal("not yet", refusal.Message);
        await grain.Ping();
        Assert.Equal(["attempt 1", "attempt 2"], silo.Journal.Lines);
    });

    [Fact]
    public void A_failing_constructor_fails_the_call() => TestSilo.Run(async silo =>
        await Assert.ThrowsAnyAsync<Exception>(silo.Grains.GetGrain<IUnbuildable>("a").Ping));

    [Fact]
    public void DeactivateOnIdle_ends_the_activation_after_the_call_and_the_next_call_starts_afresh() =>
        TestSilo.Run(async silo =>
        {
            var counter = silo.Grains.GetGrain<ICounter>("a");
            await counter.Increment();
            await counter.Leave();
            Assert.Equal(1, await counter.Increment());
            Assert.Equal(
                ["a activated", "a deactivated: ApplicationRequested", "a activated"], silo.Journal.Lines);
        });

    [Fact]
    public void Calls_that_wait_when_the_activation_ends_go_to_its_successor() => TestSilo.Run(async silo =>
    {
        var counter = silo.Grains.GetGrain<ICounter>("a");
        await counter.Increment();
        var leave = counter.Leave();
        var next = counter.Increment();
        await leave;
        Assert.Equal(1, await next);
    });

    [Fact]
    public void A_grain_that_always_leaves_before_it_serves_is_reported_to_the_caller() => TestSilo.Run(async silo =>
        await Assert.ThrowsAsync<OrleansMessageRejectionException>(silo.Grains.GetGrain<IElusive>("a").Ping));

    [Fact]
    public void An_unknown_grain_interface_is_refused() => TestSilo.Run(silo =>
    {
        var error = Assert.Throws<ArgumentException>(() => silo.Grains.GetGrain<IOrphan>("a"));
        Assert.Contains(nameof(IOrphan), error.Message);
        return Task.CompletedTask;
    });

    [Fact]
    public void An_empty_key_is_refused() => TestSilo.Run(silo =>
    {
        Assert.ThrowsAny<ArgumentException>(() => silo.Grains.GetGrain<ICounter>(""));
        return Task.CompletedTask;
    });

    [Fact]
    public void A_grain_knows_its_key_and_can_hand_out_its_reference() => TestSilo.Run(async silo =>
    {
        var counter = silo.Grains.GetGrain<ICounter>("a/b");
        Assert.Equal("a/b", counter.GetPrimaryKeyString());
        var self = await counter.Self();
        Assert.Equal("a/b", self.GetPrimaryKeyString());
        Assert.Equal(counter, self);
        Assert.Equal(1, await self.Increment());
        Assert.Equal(2, await counter.AsReference<ICounter>().Increment());
    });
}

public interface IOrphan : IGrainWithStringKey
{
    Task Ping();
}
