namespace RetrainGrains.Orleans.Tests;

[Collection(SharedCluster.Name)]
public sealed class ActorTimerTests(FleetCluster cluster)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_timer_ticks_when_it_is_due_and_then_in_each_period()
    {
        var actor = Actor("periodic");
        await actor.Start(10 * Second, Minute);

        Assert.Equal(0, await AfterAsync(actor, 9 * Second));
        Assert.Equal(1, await AfterAsync(actor, Second));
        Assert.Equal(1, await AfterAsync(actor, 59 * Second));
        Assert.Equal(2, await AfterAsync(actor, Second));
        Assert.Equal(3, await AfterAsync(actor, Minute));
        await actor.Stop();
    }

    [Fact]
    public async Task A_changed_timer_goes_by_its_new_times_and_a_stopped_one_by_none()
    {
        var actor = Actor("changed");
        await actor.Start(Minute, Minute);
        await actor.Change(5 * Second, Timeout.InfiniteTimeSpan);

        Assert.Equal(1, await AfterAsync(actor, 5 * Second));
        Assert.Equal(1, await AfterAsync(actor, 10 * Minute));
        await actor.Change(Second, Second);
        Assert.Equal(2, await AfterAsync(actor, Second));
        await actor.Stop();
        Assert.Equal(2, await AfterAsync(actor, 10 * Minute));
    }

    [Fact]
    public async Task The_timers_of_an_actor_that_has_retired_end_with_it()
    {
        var actor = Actor("retired");
        await actor.Start(Second, Second);
        Assert.Equal(1, await AfterAsync(actor, Second));
        var end = cluster.EndOf(actor);

        await actor.Retire();
        await end;

        Assert.Equal(1, await AfterAsync(actor, Minute));
    }

    private ITickingActor Actor(string key) => FleetCluster.GrainsOf(cluster.First).GetGrain<ITickingActor>(key);

    private async Task<int> AfterAsync(ITickingActor actor, TimeSpan time)
    {
        cluster.Clock.Advance(time);
        return await actor.Count();
    }
}
