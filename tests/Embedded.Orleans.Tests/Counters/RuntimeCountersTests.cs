using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Tests.Activations;
using Orleans.Tests.Calls;
using Orleans.Tests.Reminders;
using Orleans.Tests.Timers;

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
        var counted = Counted(silo, "counter");
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

        var method = Counted(silo, "worker").Methods.Single(method => method.IsCall);
        Assert.Equal(("IWorker.Work", 3, TimeSpan.FromSeconds(12)), (method.Method, method.Calls, method.TotalTime));
    });

    [Fact]
    public void A_call_that_threw_is_an_error_with_type_message_and_time() => TestSilo.Run(async silo =>
    {
        await silo.Pass(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<FormatException>(() => silo.Grains.GetGrain<IThrower>("a").Throw());
        var method = Counted(silo, "thrower").Methods.Single(method => method.IsCall);
        Assert.Equal((1, 1, 0), (method.Calls, method.Errors, method.Unanswered));
        var at = TestSilo.Start + TimeSpan.FromSeconds(3);
        Assert.Equal(new ErrorReport("FormatException", "bad input", at), method.LastError);
    });

    [Fact]
    public void A_long_message_is_cut()
    {
        var report = ErrorReport.Of(new FormatException(new string('x', 501)), TestSilo.Start);
        Assert.Equal(new string('x', 500) + "…", report.Message);
    }

    [Fact]
    public void A_call_that_timed_out_is_unanswered_and_still_counts_when_it_ends() => TestSilo.Run(async silo =>
    {
        var call = silo.Grains.GetGrain<IWorker>("w").Hurry("gate");
        await silo.Pass(TimeSpan.FromSeconds(6));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        var running = Counted(silo, "worker").Methods.Single(method => method.IsCall);
        Assert.Equal((0, 0, 1), (running.Calls, running.Errors, running.Unanswered));
        Assert.Equal("TimeoutException", running.LastError?.Type);
        silo.Signals.Open("gate");
        await silo.Settle();
        var ended = Counted(silo, "worker").Methods.Single(method => method.IsCall);
        Assert.Equal((1, 0, 1), (ended.Calls, ended.Errors, ended.Unanswered));
    });

    [Fact]
    public void An_activation_that_failed_is_an_error_and_its_calls_are_unanswered() => TestSilo.Run(async silo =>
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => silo.Grains.GetGrain<IUnbuildable>("a").Ping());
        var counted = Counted(silo, "unbuildable").Methods.ToDictionary(method => method.Method);
        Assert.Equal((1, 1), (counted["(activation)"].Calls, counted["(activation)"].Errors));
        Assert.Equal((0, 1), (counted["IUnbuildable.Ping"].Calls, counted["IUnbuildable.Ping"].Unanswered));
    });

    [Fact]
    public void Mailboxes_are_measured_now_and_at_their_fullest() => TestSilo.Run(async silo =>
    {
        var workers = Enumerable.Range(0, 5).Select(call => silo.Grains.GetGrain<IWorker>($"{call % 2}"));
        var pending = Task.WhenAll(workers.Select(worker => worker.Work("", "gate")));
        await silo.Settle();
        var busy = Counted(silo, "worker");
        Assert.Equal((3, 2), (busy.Waiting, busy.DeepestMailbox));
        silo.Signals.Open("gate");
        await pending;
        var done = Counted(silo, "worker");
        Assert.Equal((0, 0, 3), (done.Waiting, done.DeepestMailbox, done.DeepestMailboxEver));
    });

    [Fact]
    public void The_busiest_grains_are_those_where_calls_wait_then_those_that_run_long() => TestSilo.Run(async silo =>
    {
        Task[] calls =
        [
            silo.Grains.GetGrain<IWorker>("long").Work("", "gate"),
            silo.Grains.GetGrain<IWorker>("full").Work("", "gate"),
            silo.Grains.GetGrain<IWorker>("full").Work("", "gate"),
        ];
        await silo.Pass(TimeSpan.FromSeconds(2));
        BusyGrain[] expected =
        [
            new("worker/full", 1, "IWorker.Work", TimeSpan.FromSeconds(2)),
            new("worker/long", 0, "IWorker.Work", TimeSpan.FromSeconds(2)),
        ];
        Assert.Equal(expected, silo.Counters.Look(10).Busiest);
        Assert.Equal(expected[..1], silo.Counters.Look(1).Busiest);
        silo.Signals.Open("gate");
        await Task.WhenAll(calls);
        Assert.Empty(silo.Counters.Look(10).Busiest);
    });

    [Fact]
    public void Timers_and_their_ticks_are_counted() => TestSilo.Run(async silo =>
    {
        var second = TimeSpan.FromSeconds(1);
        await silo.Grains.GetGrain<IClockwork>("a").Start(new(second, second));
        await silo.Pass(3.5 * second);
        var counted = Counted(silo, "clockwork");
        Assert.Equal(1, counted.Timers);
        Assert.Equal(3, counted.Methods.Single(method => method.Method == "(timer tick)").Calls);
        await silo.Grains.GetGrain<IClockwork>("a").Stop();
        Assert.Equal(0, Counted(silo, "clockwork").Timers);
    });

    [Fact]
    public void Reminders_are_counted_also_while_their_grain_is_not_active() => TestSilo.Run(
        async silo =>
        {
            await silo.Grains.GetGrain<IAlarm>("a").Set("wake", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
            await silo.Pass(TimeSpan.FromMinutes(59));
            Assert.Equal((0, 1), (Counted(silo, "alarm").Activations, Counted(silo, "alarm").Reminders));
        },
        builder => builder.UseInMemoryReminderService());

    [Fact]
    public void Calls_are_listed_by_the_second_in_which_they_ended() => TestSilo.Run(async silo =>
    {
        await silo.Grains.GetGrain<ICounter>("a").Increment();
        await silo.Pass(TimeSpan.FromSeconds(2));
        await silo.Grains.GetGrain<ICounter>("a").Increment();
        await silo.Grains.GetGrain<ICounter>("b").Increment();
        await silo.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal([1, 0, 2], Counted(silo, "counter").CallsBySecond.TakeLast(3));
    });

    private static GrainCounters Counted(TestSilo silo, string grainType) =>
        silo.Counters.Grains().Single(grain => grain.GrainType == grainType);
}
