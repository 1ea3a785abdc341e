using Microsoft.Extensions.Time.Testing;
using RetrainGrains.Server.Demo;

namespace RetrainGrains.Server.Tests.Demo;

public sealed class FastClockTests
{
    private const double DayPerSecond = 86_400;
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider inner = new(Start);
    private readonly FastClock clock;

    public FastClockTests() => clock = new FastClock(inner, Start, DayPerSecond);

    [Fact]
    public void A_second_is_a_day_for_times_and_for_time_stamps()
    {
        var stamp = clock.GetTimestamp();
        Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Start.AddDays(2), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromDays(2), clock.GetElapsedTime(stamp));
    }

    [Fact]
    public void Held_time_stands_still_and_does_not_catch_up_afterwards()
    {
        clock.HoldAt(Start.AddDays(1));
        Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(Start.AddDays(1), clock.GetUtcNow());

        clock.HoldAt(Start.AddDays(9));
        Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Start.AddDays(2), clock.GetUtcNow());
    }

    [Fact]
    public void Time_never_runs_back_to_a_moment_that_has_passed()
    {
        Advance(TimeSpan.FromSeconds(5));
        clock.HoldAt(Start);
        Assert.Equal(Start.AddDays(5), clock.GetUtcNow());
    }

    [Fact]
    public void A_timer_ticks_in_fast_time()
    {
        var ticks = new List<DateTimeOffset>();
        using var timer = clock.CreateTimer(
            _ => ticks.Add(clock.GetUtcNow()), null, TimeSpan.FromDays(1), TimeSpan.FromDays(2));
        Advance(TimeSpan.FromSeconds(5.5));
        Assert.Equal([1, 3, 5], ticks.Select(tick => (int)(tick - Start).TotalDays));
    }

    [Fact]
    public void A_timer_that_is_due_while_time_is_held_fires_when_time_runs_on()
    {
        var ticks = 0;
        using var timer = clock.CreateTimer(_ => ticks++, null, TimeSpan.FromDays(2), Timeout.InfiniteTimeSpan);
        clock.HoldAt(Start.AddDays(1));
        Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, ticks);

        clock.HoldAt(Start.AddDays(3));
        Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(1, ticks);
    }

    [Fact]
    public void A_timer_that_is_switched_off_or_disposed_is_silent()
    {
        var ticks = 0;
        var disposed = clock.CreateTimer(_ => ticks++, null, TimeSpan.FromDays(1), TimeSpan.FromDays(1));
        using var off = clock.CreateTimer(_ => ticks++, null, TimeSpan.FromDays(1), TimeSpan.FromDays(1));
        disposed.Dispose();
        off.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, ticks);
    }

    // Step by step, so that a timer that is set on the way is seen.
    private void Advance(TimeSpan span)
    {
        for (var end = inner.GetUtcNow() + span; inner.GetUtcNow() < end;) inner.Advance(TimeSpan.FromMilliseconds(1));
    }
}
