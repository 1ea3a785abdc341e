namespace RetrainGrains.Grains.Tests.Models;

public sealed class TriggerTests
{
    [Fact]
    public void A_retraining_never_starts_while_one_is_in_flight() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync();
        await station.PlayAsync(days: 3);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            station.TriggerAsync($"trigger {i}", emergency: true)));
        Assert.Single(answers, answer => answer.Value!.RunId == "station/run-2");
        Assert.Equal(99, answers.Count(answer =>
            answer.Value!.Report.Decision.HeldBack.Contains("a run is in flight: one at a time")));
        await fleet.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(2, (await station.RunsAsync()).Count);
        Assert.Null((await station.ViewAsync()).State.Run);
    });

    [Fact]
    public void The_same_trigger_request_twice_starts_one_run() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync();
        await station.PlayAsync(days: 3);
        Assert.Equal("station/run-2", (await station.TriggerAsync("once")).Value!.RunId);
        await fleet.PassAsync(TimeSpan.FromDays(2));
        var again = await station.TriggerAsync("once");
        Assert.Equal((RefusalKind.Conflict, "requestId"), (again.Refusal!.Kind, again.Refusal.Problems.Single().Field));
        Assert.Equal(2, (await station.RunsAsync()).Count);
    });

    [Fact]
    public void Commands_without_a_request_id_are_carried_out_each_time() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync();
        await station.PlayAsync(days: 3);
        Assert.Equal("station/run-2", (await station.TriggerAsync()).Value!.RunId);
        Assert.NotNull((await station.TriggerAsync()).Value);
        var set = await station.Grain.SetPolicy(new SetModelPolicy("ann", """{"triggers":{"budgetRuns":9}}""", 0, ""));
        Assert.Equal(9, set.Value!.State.Policy.Triggers.BudgetRuns);
    });

    [Fact]
    public void A_dry_run_says_what_it_would_do_and_stores_nothing() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync();
        await station.ImportAsync();
        var before = await station.RowAsync();
        var answer = await station.Grain.Check(dryRun: true);
        var after = await station.RowAsync();
        Assert.Equal("station/run-1", answer.Value!.RunId);
        Assert.Equal((before.Revision, before.EvidenceCount), (after.Revision, after.EvidenceCount));
        Assert.Single(await station.LedgerAsync());
        Assert.Empty(await station.RunsAsync());
        Assert.Empty(await fleet.Database.Outbox.PendingAsync(null, DateTimeOffset.MaxValue, 10));
        Assert.Equal("station/run-1", (await station.Grain.Check(dryRun: false)).Value!.RunId);
    });
}
