using RetrainGrains.Domain.Lifecycle;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class StaleActivationTests
{
    [Fact]
    public void A_stale_activation_cannot_commit_and_the_next_call_finds_the_truth() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync();
        await station.PlayAsync(days: 2);
        var other = await station.OtherActivationAsync();
        var asked = new PromotionAsked(other.LearnedState, "last-value/all/level", "bob", "elsewhere");
        var decision = ModelLifecycle.Decide(other.State, asked, fleet.Now);
        Assert.True((await fleet.CommitAsync(other, decision)).Committed);
        var before = (Ledger: (await station.LedgerAsync()).Length, Runs: (await station.RunsAsync()).Count);

        var error = await Assert.ThrowsAsync<StaleModelException>(() => station.TriggerAsync("late"));
        Assert.Contains($"is at revision {other.Revision}", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, ((await station.LedgerAsync()).Length, (await station.RunsAsync()).Count));
        Assert.Null(await fleet.Database.Models.FindRequestAsync("station", "late"));

        Assert.Equal("last-value/all/level", (await station.ViewAsync()).State.Pinned);
        Assert.Equal("station/run-2", (await station.TriggerAsync("late")).Value!.RunId);
        Assert.True((await fleet.Database.Models.VerifyLedgerAsync("station")).Holds);
    });

    [Fact]
    public void A_run_that_another_activation_started_is_judged_all_the_same() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync();
        await station.ImportAsync();
        var other = await station.OtherActivationAsync();
        await other.AbsorbAsync(fleet.Now);
        var decision = ModelLifecycle.Decide(other.State, new CheckDue(other.LearnedState, other.Buckets), fleet.Now);
        Assert.True((await fleet.CommitAsync(other, decision)).Committed);
        await fleet.Queue.Enqueue("station/run-1");

        await fleet.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(RunStatus.Finished, Assert.Single(await station.RunsAsync()).Status);
        Assert.NotNull((await station.ViewAsync()).State.Champion);
        Assert.Empty((await fleet.Queue.Describe()).Running);
    });
}
