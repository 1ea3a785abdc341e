using RetrainGrains.Domain.Lifecycle;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class OutboxTests
{
    [Fact]
    public void Effects_are_carried_out_after_a_crash_between_commit_and_delivery() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync();
        await station.ImportAsync();
        await fleet.StopAsync();
        var dying = await station.OtherActivationAsync();
        await dying.AbsorbAsync(fleet.Now);
        var decision = ModelLifecycle.Decide(dying.State, new CheckDue(dying.LearnedState, dying.Buckets), fleet.Now);
        Assert.True((await fleet.CommitAsync(dying, decision)).Committed);
        Assert.Empty(fleet.Notices.Texts);

        await fleet.StartAsync();
        await fleet.PassAsync(TimeSpan.FromMinutes(10));
        Assert.NotNull((await station.ViewAsync()).State.Champion);
        Assert.Single(fleet.Notices.Texts, text =>
            text.StartsWith("retraining: no champion yet", StringComparison.Ordinal));
        Assert.Equal(RunStatus.Finished, Assert.Single(await station.RunsAsync()).Status);
        Assert.Empty(await fleet.Database.Outbox.PendingAsync(null, DateTimeOffset.MaxValue, 10));
    });

    [Fact]
    public void A_notice_that_cannot_be_delivered_holds_up_no_run_and_is_delivered_later() =>
        TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        fleet.Notices.Unreachable = true;
        var view = await station.StartAsync();
        Assert.NotNull(view.State.Champion);
        Assert.NotEmpty(await fleet.Database.Outbox.PendingAsync("station", fleet.Now, 10));
        fleet.Notices.Unreachable = false;
        await fleet.PassAsync(TimeSpan.FromHours(1));
        Assert.Empty(await fleet.Database.Outbox.PendingAsync("station", fleet.Now, 10));
        Assert.Equal(2, fleet.Notices.Texts.Count);
    });

    [Fact]
    public void A_fleet_starts_although_a_notice_cannot_be_delivered() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        fleet.Notices.Unreachable = true;
        await station.StartAsync();
        await fleet.StopAsync();
        await fleet.StartAsync();
        Assert.NotNull((await station.ViewAsync()).State.Champion);
    });
}
