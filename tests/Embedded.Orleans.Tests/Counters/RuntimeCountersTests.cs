using Orleans.Tests.Activations;
using Orleans.Tests.Calls;

namespace Orleans.Tests.Counters;

public sealed class RuntimeCountersTests
{
    [Fact]
    public void Activations_are_counted_by_grain_type() => TestSilo.Run(async silo =>
    {
        var counter = silo.Grains.GetGrain<ICounter>("a");
        await counter.Increment();
        await silo.Grains.GetGrain<ICounter>("b").Increment();
        await counter.Leave();
        await silo.Settle();
        var counted = silo.Counters.Grains().Single(grain => grain.GrainType == "counter");
        Assert.Equal((1, 2), (counted.Activations, counted.ActivationsStarted));
    });

    [Fact]
    public void Time_in_a_method_is_summed() => TestSilo.Run(async silo =>
    {
        for (var call = 0; call < 3; call++)
        {
            var gate = $"gate {call}";
            var work = silo.Grains.GetGrain<IWorker>("w").Work("work", gate);
            await silo.Pass(TimeSpan.FromSeconds(4));
            silo.Signals.Open(gate);
            await work;
        }

        var method = silo.Counters.Grains().Single(grain => grain.GrainType == "worker").Methods.Single(counted => counted.IsCall);
        Assert.Equal(("IWorker.Work", 3, TimeSpan.FromSeconds(12)), (method.Method, method.Calls, method.TotalTime));
    });
}
