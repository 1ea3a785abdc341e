namespace Orleans.Tests.Calls;

public sealed class ResponseTimeoutTests
{
    [Fact]
    public void A_response_that_takes_over_30_seconds_is_a_timeout_that_names_the_call() => TestSilo.Run(async silo =>
    {
        var call = silo.Grains.GetGrain<IWorker>("w").Work("slow", "gate");
        await silo.Pass(TimeSpan.FromSeconds(29.9));
        Assert.False(call.IsCompleted);
        await silo.Pass(TimeSpan.FromSeconds(0.2));
        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Contains("00:00:30", timeout.Message);
        Assert.Contains("IWorker.Work of worker/w, which is running", timeout.Message);
        silo.Signals.Open("gate");
    });

    [Fact]
    public void A_call_that_timed_out_while_it_waited_never_starts() => TestSilo.Run(async silo =>
    {
        var worker = silo.Grains.GetGrain<IWorker>("w");
        Task[] calls = [worker.Work("first", "gate"), worker.Work("second", "gate")];
        await silo.Pass(TimeSpan.FromSeconds(31));
        silo.Signals.Open("gate");
        await silo.Settle();
        Assert.All(calls, call => Assert.IsType<TimeoutException>(call.Exception?.InnerException));
        Assert.Equal(["first begins", "first ends"], silo.Journal.Lines);
    });

    [Fact]
    public void A_method_may_have_a_timeout_of_its_own() => TestSilo.Run(async silo =>
    {
        var call = silo.Grains.GetGrain<IWorker>("w").Hurry("gate");
        await silo.Pass(TimeSpan.FromSeconds(5.1));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        silo.Signals.Open("gate");
    });

    [Fact]
    public void Each_call_has_its_own_deadline() => TestSilo.Run(async silo =>
    {
        var first = silo.Grains.GetGrain<IWorker>("1").Work("1", "gate");
        await silo.Pass(TimeSpan.FromSeconds(20));
        var second = silo.Grains.GetGrain<IWorker>("2").Work("2", "gate");
        await silo.Pass(TimeSpan.FromSeconds(11));
        await Assert.ThrowsAsync<TimeoutException>(() => first);
        Assert.False(second.IsCompleted);
        silo.Signals.Open("gate");
        await second;
    });
}
