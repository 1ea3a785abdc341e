namespace RetrainGrains.Grains.Tests.Models;

public sealed class StaleActivationTests
{
    [Fact]
    public void A_stale_activation_cannot_commit_and_the_next_call_finds_the_truth() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync();
        await station.PlayAsync(days: 2);
        var other = await station.OtherActivationAsync();
        var asked = new PromotionAsked(other.Evidence, "last-value/all/level", "bob", "elsewhere");
        var decision = ModelLifecycle.Decide(other.State, asked, fleet.Now);
        Assert.True((await other.CommitAsync(decision, fleet.Now)).Committed);
        var before = (Ledger: (await station.LedgerAsync()).Length, Runs: (await station.RunsAsync()).Count);

        var error = await Assert.ThrowsAsync<StaleModelException>(() => station.TriggerAsync("late"));
        Assert.Contains($"is at revision {other.Revision}", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, ((await station.LedgerAsync()).Length, (await station.RunsAsync()).Count));
        Assert.Null(await fleet.Database.Models.FindRequestAsync("station", "late"));

        Assert.Equal("last-value/all/level", (await station.ViewAsync()).State.Pinned);
        Assert.Equal("station/run-2", (await station.TriggerAsync("late")).Value!.RunId);
        Assert.True((await fleet.Database.Models.VerifyLedgerAsync("station")).Holds);
    });
}
