using RetrainGrains.Fleet.Replay;

namespace RetrainGrains.Fleet.Tests.Replay;

public sealed class VirtualLoopTests
{
    private readonly VirtualLoop loop = new(TestFleet.Start);

    [Fact]
    public void What_is_ready_runs_in_the_order_it_came()
    {
        Assert.Equal(Enumerable.Range(0, 20), Order(shuffleSeed: null));
    }

    [Fact]
    public void The_same_seed_repeats_the_same_shuffle_and_others_try_others()
    {
        Assert.Equal(Order(7), Order(7));
        Assert.True(Enumerable.Range(1, 10).Select(seed => string.Join(",", Order(seed))).Distinct().Count() > 1);
    }

    [Fact]
    public void A_day_passes_in_no_time()
    {
        var ended = loop.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromDays(1), loop.Clock);
            return loop.Clock.GetUtcNow();
        });
        Assert.Equal(TestFleet.Start.AddDays(1), ended);
    }

    [Fact]
    public void Timers_fire_in_order_of_due_time_and_those_due_together_as_they_were_set()
    {
        var fired = new List<string>();
        loop.Run(async () =>
        {
            foreach (var (name, second) in new[] { ("c", 3), ("a", 1), ("b", 2), ("b too", 2) })
            {
                loop.Clock.CreateTimer(
                    _ => fired.Add(name), null, TimeSpan.FromSeconds(second), Timeout.InfiniteTimeSpan);
            }
            await loop.AdvanceTo(TestFleet.Start.AddSeconds(2));
            Assert.Equal(["a", "b", "b too"], fired);
            await loop.AdvanceTo(TestFleet.Start.AddSeconds(9));
        });
        Assert.Equal(["a", "b", "b too", "c"], fired);
    }

    [Fact]
    public void Awaits_stay_on_the_thread_that_called_Run()
    {
        var thread = Environment.CurrentManagedThreadId;
        loop.Run(async () =>
        {
            await Task.Yield();
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            await Task.Delay(TimeSpan.FromSeconds(1), loop.Clock).ConfigureAwait(false);
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
        });
    }

    [Fact]
    public void Time_stops_at_the_horizon()
    {
        loop.Horizon = TestFleet.Start.AddHours(1);
        using var ticking = loop.Clock.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        var error = Assert.Throws<ReplayException>(() => loop.Run(() => new TaskCompletionSource().Task));
        Assert.Contains("horizon", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Work_that_comes_back_from_another_thread_is_refused()
    {
        using var returned = new ManualResetEventSlim();
        var error = Assert.Throws<ReplayException>(() => loop.Run(async () =>
        {
            var context = SynchronizationContext.Current!;
            var foreign = new Thread(() =>
            {
                context.Post(_ => { }, null);
                returned.Set();
            });
            foreign.Start();
            returned.Wait(TestContext.Current.CancellationToken);
            await loop.Settle();
        }));
        Assert.Contains("another thread", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_clock_may_not_be_used_from_another_thread() => loop.Run(async () =>
    {
        var error = await Task.FromResult(Elsewhere(() => loop.Clock.CreateTimer(
            _ => { }, null, TimeSpan.Zero, TimeSpan.Zero)));
        Assert.IsType<ReplayException>(error);
    });

    [Fact]
    public void A_failure_of_the_main_function_is_thrown()
    {
        Assert.Throws<FormatException>(() => loop.Run(async () =>
        {
            await Task.Yield();
            throw new FormatException();
        }));
    }

    [Fact]
    public void Cancelled_timers_do_not_pile_up()
    {
        for (var i = 0; i < 100_000; i++)
        {
            loop.Clock.CreateTimer(_ => { }, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan).Dispose();
        }
        Assert.True(loop.Clock.QueuedTimers < 5_000);
    }

    private static List<int> Order(int? shuffleSeed)
    {
        var (loop, order) = (new VirtualLoop(TestFleet.Start, shuffleSeed), new List<int>());
        loop.Run(() => Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            await Task.Yield();
            order.Add(i);
        })));
        return order;
    }

    private static Exception? Elsewhere(Action work)
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(work));
        thread.Start();
        thread.Join();
        return thrown;
    }
}
