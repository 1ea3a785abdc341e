using Orleans.Configuration;
using Orleans.Hosting;

namespace Orleans.Tests.Activations;

public sealed class IdleDeactivationTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_grain_that_nobody_calls_for_15_minutes_is_deactivated() => TestSilo.Run(async silo =>
    {
        await silo.Grains.GetGrain<ICounter>("a").Increment();
        await silo.Pass(14 * Minute);
        Assert.Single(silo.Journal.Lines);
        await silo.Pass(3 * Minute);
        Assert.Equal(["a activated", "a deactivated: ActivationIdle"], silo.Journal.Lines);
        Assert.Equal(0, silo.Counters.Activations);
    });

    [Fact]
    public void A_call_postpones_it() => TestSilo.Run(async silo =>
    {
        var counter = silo.Grains.GetGrain<ICounter>("a");
        for (var call = 1; call <= 6; call++)
        {
            Assert.Equal(call, await counter.Increment());
            await silo.Pass(10 * Minute);
        }

        Assert.Single(silo.Journal.Lines);
    });

    [Fact]
    public void DelayDeactivation_postpones_it_too() => TestSilo.Run(async silo =>
    {
        await silo.Grains.GetGrain<ICounter>("a").Stay(60 * Minute);
        await silo.Pass(59 * Minute);
        Assert.Single(silo.Journal.Lines);
        await silo.Pass(3 * Minute);
        Assert.Equal(2, silo.Journal.Lines.Count);
    });

    [Fact]
    public void The_age_is_a_setting() => TestSilo.Run(
        async silo =>
        {
            await silo.Grains.GetGrain<ICounter>("a").Increment();
            await silo.Pass(4 * Minute);
            Assert.Equal(2, silo.Journal.Lines.Count);
        },
        builder => builder.Configure<GrainCollectionOptions>(options => options.CollectionAge = 2 * Minute));
}
