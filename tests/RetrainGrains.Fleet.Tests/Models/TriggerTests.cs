using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Fleet.Tests.Models;

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
        var first = (await station.TriggerAsync("once")).Value!;
        await fleet.PassAsync(TimeSpan.FromDays(2));
        var again = (await station.TriggerAsync("once")).Value!;
        Assert.Equal(("station/run-2", "station/run-2"), (first.RunId, again.RunId));
        Assert.Equal(DomainJson.Write(first.Report), DomainJson.Write(again.Report));
        Assert.Equal(2, (await station.RunsAsync()).Count);
    });

    [Fact]
    public void The_same_check_request_twice_is_one_check_with_one_answer() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync();
        await station.ImportAsync();
        var first = (await station.Grain.Check(dryRun: false, "once")).Value!;
        var again = (await station.Grain.Check(dryRun: false, "once")).Value!;
        Assert.Equal(("station/run-1", "station/run-1"), (first.RunId, again.RunId));
        Assert.Single((await station.LedgerAsync()).OfType<ModelChecked>());
    });

    [Fact]
    public void A_request_id_of_another_kind_of_command_is_a_conflict() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync(requestId: "taken");
        var answer = await station.TriggerAsync("taken");
        Assert.Equal(
            (RefusalKind.Conflict, "request_id: 'taken' was used for another command before, or for one that asked for "
                + "something else; take a new one"),
            (answer.Refusal!.Kind, answer.Refusal.ToString()));
    });

    [Fact]
    public void A_request_id_that_comes_again_with_another_body_is_a_conflict() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync(requestId: "a");
        var policy = new SetModelPolicy("ann", """{"triggers":{"budgetRuns":9}}""", 0, "b");
        await station.Grain.SetPolicy(policy);
        await station.ImportAsync();
        await station.TriggerAsync("c");

        var (registered, other) = (await station.RegisterAsync(requestId: "a"), await station.RegisterAsync("{}", "a"));
        var (again, changed) = (
            await station.Grain.SetPolicy(policy with { By = "ann@elsewhere" }),
            await station.Grain.SetPolicy(policy with { PolicyJson = """{"triggers":{"budgetRuns":8}}""" }));
        var triggered = await station.TriggerAsync("c");
        var emergency = await station.TriggerAsync("c", emergency: true);
        var checkedAs = await station.Grain.Check(dryRun: false, "b");

        Assert.Equal(9, again.Value!.State.Policy.Triggers.BudgetRuns);
        Assert.NotNull(registered.Value);
        Assert.NotNull(triggered.Value);
        Assert.All(
            new[] { other.Refusal, changed.Refusal, emergency.Refusal, checkedAs.Refusal },
            refusal => Assert.Equal((RefusalKind.Conflict, "request_id"), (refusal!.Kind, refusal.Problems[0].Field)));
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
        Assert.StartsWith("✓ first: no champion yet, and ", answer.Value.Report.Explanation[0]);
        Assert.Equal((before.Revision, before.LearnedCount), (after.Revision, after.LearnedCount));
        Assert.Single(await station.LedgerAsync());
        Assert.Empty(await station.RunsAsync());
        Assert.Empty(await fleet.Database.Outbox.PendingAsync(null, DateTimeOffset.MaxValue, 10));
        Assert.Equal("station/run-1", (await station.Grain.Check(dryRun: false)).Value!.RunId);
    });
}
