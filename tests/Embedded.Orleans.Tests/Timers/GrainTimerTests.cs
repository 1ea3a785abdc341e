using Orleans.Runtime;

namespace Orleans.Tests.Timers;

public sealed class GrainTimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_timer_ticks_when_due_and_then_every_period() => TestSilo.Run(async silo =>
    {
        await silo.Grains.GetGrain<IClockwork>("a").Start(new(2 * Second, 5 * Second));
        await silo.Pass(13 * Second);
        Assert.Equal(["tick at 2", "tick at 7", "tick at 12"], silo.Journal.Lines);
    });

    [Fact]
    public void A_timer_without_period_ticks_once() => TestSilo.Run(async silo =>
    {
        await silo.Grains.GetGrain<IClockwork>("a").Start(new(Second, Timeout.InfiniteTimeSpan));
        await silo.Pass(60 * Second);
        Assert.Equal(["tick at 1"], silo.Journal.Lines);
    });

    [Fact]
    public void A_disposed_timer_ticks_no_more() => TestSilo.Run(async silo =>
    {
        var clockwork = silo.Grains.GetGrain<IClockwork>("a");
        await clockwork.Start(new(Second, Second));
        await silo.Pass(1.5 * Second);
        await clockwork.Stop();
        await silo.Pass(10 * Second);
        Assert.Equal(["tick at 1"], silo.Journal.Lines);
    });

    [Fact]
    public void Change_moves_the_next_tick() => TestSilo.Run(async silo =>
    {
        var clockwork = silo.Grains.GetGrain<IClockwork>("a");
        await clockwork.Start(new(Second, Second));
        await clockwork.Change(4 * Second, 10 * Second);
        await silo.Pass(15 * Second);
        Assert.Equal(["tick at 4", "tick at 14"], silo.Journal.Lines);
    });

    [Fact]
    public void A_tick_waits_for_the_running_call_unless_it_interleaves() => TestSilo.Run(async silo =>
    {
        foreach (var key in new[] { "plain", "interleaving" })
        {
            var clockwork = silo.Grains.GetGrain<IClockwork>(key);
            await clockwork.Start(new(Second, Timeout.InfiniteTimeSpan) { Interleave = key == "interleaving" });
            var busy = clockwork.Busy(key);
            await silo.Pass(2 * Second);
            silo.Journal.Note($"{key} opens");
            silo.Signals.Open(key);
            await busy;
            await silo.Settle();
        }

        Assert.Equal(["plain opens", "tick at 2", "tick at 3", "interleaving opens"], silo.Journal.Lines);
    });

    [Fact]
    public void A_failing_tick_does_not_end_the_timer() => TestSilo.Run(async silo =>
    {
        await silo.Grains.GetGrain<IClockwork>("failing").Start(new(Second, Second));
        await silo.Pass(2.5 * Second);
        Assert.Equal(["tick at 1", "tick at 2"], silo.Journal.Lines);
    });

    [Fact]
    public void The_period_runs_from_the_end_of_a_tick() => TestSilo.Run(async silo =>
    {
        await silo.Grains.GetGrain<IClockwork>("slow").Start(new(Second, 2 * Second));
        await silo.Pass(10 * Second);
        Assert.Equal(["tick at 1", "tick at 6"], silo.Journal.Lines);
    });

    [Theory]
    [InlineData(false, "a deactivated")]
    [InlineData(true, "tick at")]
    public void Ticks_keep_the_grain_alive_only_if_asked_to(bool keepAlive, string last) => TestSilo.Run(async silo =>
    {
        var options = new GrainTimerCreationOptions(60 * Second, 60 * Second) { KeepAlive = keepAlive };
        await silo.Grains.GetGrain<IClockwork>("a").Start(options);
        await silo.Pass(TimeSpan.FromMinutes(30));
        Assert.StartsWith(last, silo.Journal.Lines[^1]);
    });

    [Fact]
    public void Impossible_times_are_refused() => TestSilo.Run(async silo =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => silo.Grains.GetGrain<IClockwork>("a").Start(new(-5 * Second, Second))));
}

public interface IClockwork : IGrainWithStringKey
{
    Task Start(GrainTimerCreationOptions options);

    Task Change(TimeSpan dueTime, TimeSpan period);

    Task Busy(string gate);

    Task Stop();
}

public sealed class ClockworkGrain(Journal journal, Signals signals, TimeProvider clock) : Grain, IClockwork
{
    private IGrainTimer? timer;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        journal.Note($"{this.GetPrimaryKeyString()} deactivated");
        return Task.CompletedTask;
    }

    public Task Start(GrainTimerCreationOptions options)
    {
        timer = this.RegisterGrainTimer(Tick, options);
        return Task.CompletedTask;
    }

    public Task Change(TimeSpan dueTime, TimeSpan period)
    {
        timer!.Change(dueTime, period);
        return Task.CompletedTask;
    }

    public Task Busy(string gate) => signals.Wait(gate);

    public Task Stop()
    {
        timer!.Dispose();
        return Task.CompletedTask;
    }

    private async Task Tick(CancellationToken cancellationToken)
    {
        journal.Note($"tick at {(clock.GetUtcNow() - TestSilo.Start).TotalSeconds}");
        if (this.GetPrimaryKeyString() == "failing") throw new InvalidOperationException("spring broke");
        if (this.GetPrimaryKeyString() == "slow") await Task.Delay(TimeSpan.FromSeconds(3), clock, cancellationToken);
    }
}
