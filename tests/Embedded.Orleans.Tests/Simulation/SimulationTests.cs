using Orleans.Simulation;
using Orleans.Tests.Calls;

namespace Orleans.Tests.Simulation;

public sealed class SimulationTests
{
    private static readonly DateTimeOffset Start = TestSilo.Start;

    [Fact]
    public void The_same_seed_repeats_the_same_interleaving() => Assert.Equal(Interleaving(7), Interleaving(7));

    [Fact]
    public void Other_seeds_try_other_interleavings() =>
        Assert.True(Enumerable.Range(1, 10).Select(seed => Interleaving((ulong)seed)).Distinct().Count() > 1);

    [Fact]
    public void A_day_passes_in_no_time()
    {
        var simulation = new SimulationScheduler(1, Start);
        var ended = simulation.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromDays(1), simulation.Clock);
            return simulation.Clock.GetUtcNow();
        });
        Assert.Equal(Start.AddDays(1), ended);
    }

    [Fact]
    public void Timers_fire_in_order_of_due_time()
    {
        var simulation = new SimulationScheduler(1, Start);
        var fired = new List<int>();
        simulation.Run(async () =>
        {
            foreach (var second in new[] { 3, 1, 2 })
            {
                simulation.Clock.CreateTimer(
                    _ => fired.Add(second), null, TimeSpan.FromSeconds(second), Timeout.InfiniteTimeSpan);
            }

            await simulation.AdvanceTo(Start.AddSeconds(2));
            Assert.Equal([1, 2], fired);
            await simulation.AdvanceTo(Start.AddSeconds(9));
        });
        Assert.Equal([1, 2, 3], fired);
    }

    [Fact]
    public void Awaits_of_the_main_function_stay_on_the_thread_that_called_Run()
    {
        var simulation = new SimulationScheduler(1, Start);
        var thread = Environment.CurrentManagedThreadId;
        simulation.Run(async () =>
        {
            await Task.Yield();
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            await Task.Delay(TimeSpan.FromSeconds(1), simulation.Clock).ConfigureAwait(false);
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
        });
    }

    [Fact]
    public void A_deadlock_is_reported_with_what_is_pending()
    {
        var error = Assert.Throws<SimulationException>(() => TestSilo.Run(
            async silo => await silo.Grains.GetGrain<IWorker>("w").Work("stuck", "never"),
            builder => Orleans.Hosting.SiloBuilderExtensions.Configure<Orleans.Configuration.SiloMessagingOptions>(
                builder, options => options.ResponseTimeout = Timeout.InfiniteTimeSpan)));
        Assert.Contains("worker/w runs IWorker.Work", error.Message);
        Assert.Contains("seed 1", error.Message);
    }

    [Fact]
    public void Time_stops_at_the_horizon()
    {
        var simulation = new SimulationScheduler(1, Start) { Horizon = Start.AddHours(1) };
        using var ticking = simulation.Clock.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        var error = Assert.Throws<SimulationException>(() => simulation.Run(() => new TaskCompletionSource().Task));
        Assert.Contains("horizon", error.Message);
    }

    [Fact]
    public void Work_that_comes_back_from_another_thread_is_refused()
    {
        var simulation = new SimulationScheduler(1, Start);
        using var returned = new ManualResetEventSlim();
        var error = Assert.Throws<SimulationException>(() => simulation.Run(async () =>
        {
            var context = SynchronizationContext.Current!;
            var foreign = new Thread(() => { context.Post(_ => { }, null); returned.Set(); });
            foreign.Start();
            returned.Wait(TestContext.Current.CancellationToken);
            await simulation.Settle();
        }));
        Assert.Contains("another thread", error.Message);
    }

    [Fact]
    public void A_failure_of_the_main_function_is_thrown()
    {
        var simulation = new SimulationScheduler(1, Start);
        Assert.Throws<FormatException>(() => simulation.Run(async () =>
        {
            await Task.Yield();
            throw new FormatException();
        }));
    }

    [Fact]
    public void Cancelled_timers_do_not_pile_up()
    {
        var simulation = new SimulationScheduler(1, Start);
        for (var i = 0; i < 100_000; i++)
            simulation.Clock.CreateTimer(_ => { }, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan).Dispose();
        Assert.True(simulation.Clock.QueuedTimers < 5_000);
    }

    private static string Interleaving(ulong seed)
    {
        var order = "";
        TestSilo.Run(
            async silo =>
            {
                silo.Signals.Open("gate");
                await Task.WhenAll(Enumerable.Range(0, 20).Select(key =>
                    silo.Grains.GetGrain<IWorker>($"{key}").Work($"{key}", "gate")));
                order = string.Join(",", silo.Journal.Lines);
            },
            seed: seed);
        return order;
    }
}
