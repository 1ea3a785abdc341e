using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class CommandTests
{
    [Fact]
    public void A_promotion_that_is_asked_for_twice_is_made_once() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync();
        var command = new PromoteModel("last-value/all/level", "ann", "a quiet week", 0, "promote");
        var first = await station.Grain.Promote(command);
        var again = await station.Grain.Promote(command);
        Assert.Equal("1.1.0", first.Value!.State.Champion!.Number.ToString());
        Assert.Equal(first.Value.Revision, again.Value!.Revision);
        Assert.Equal(2, (await station.LedgerAsync()).OfType<ChampionPromoted>().Count());
    });

    [Fact]
    public void A_command_on_another_revision_is_a_conflict_and_changes_nothing() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        var view = await station.StartAsync();
        var stale = await station.Grain.Promote(new("last-value/all/level", "ann", "why", view.Revision - 1, "1"));
        Assert.Equal((RefusalKind.Conflict, "expected_revision"),
            (stale.Refusal!.Kind, stale.Refusal.Problems.Single().Field));
        Assert.Equal(view.Revision, (await station.RowAsync()).Revision);
        var fresh = await station.Grain.Promote(new("last-value/all/level", "ann", "why", view.Revision, "2"));
        Assert.NotNull(fresh.Value);
    });

    [Fact]
    public void A_candidate_that_is_not_known_is_refused_with_the_ones_that_are() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        var view = await station.StartAsync();
        var answer = await station.Grain.Promote(new("forest/all/level", "ann", "why", 0, "1"));
        Assert.Contains("is none of leafwise/30d/level, last-value/all/level, auto", answer.Refusal!.ToString(),
            StringComparison.Ordinal);
        Assert.Equal(view.Revision, (await station.RowAsync()).Revision);
    });

    [Fact]
    public void A_rollback_restores_the_members_and_keeps_the_failed_version_out() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync();
        await station.PlayAsync(days: 3);
        var before = (await station.ViewAsync()).State.Champion!;
        await station.TriggerAsync();
        await fleet.PassAsync(TimeSpan.FromMinutes(10));
        var failed = (await station.ViewAsync()).State.Champion!;
        Assert.NotEqual(before.Number, failed.Number);
        var back = (await station.Grain.RollBack(new(null, "ann", "complaints", 0, "back"))).Value!.State;
        Assert.Equal(before.Number, back.Champion!.Number);
        Assert.Equal(ArtifactsOf(before), ArtifactsOf(back.Champion));
        string[] artifacts = [.. ArtifactsOf(failed).Except(ArtifactsOf(before))];
        Assert.NotEmpty(artifacts);
        await station.PlayAsync(days: 2);
        var later = (await station.ViewAsync()).State;
        Assert.Equal(before.Number, later.Champion!.Number);
        Assert.Empty(ArtifactsOf(later.Champion).Intersect(artifacts));
        var served = (await fleet.Database.Serving.ChangedSinceAsync(0, 10)).Single().Row;
        Assert.DoesNotContain(artifacts, artifact => served.Plan.Contains(artifact, StringComparison.Ordinal));
    });

    [Fact]
    public void A_dry_trigger_says_what_would_be_trained_and_leaves_no_trace() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync();
        await station.PlayAsync(days: 3);
        var before = await station.RowAsync();

        var dry = (await station.TriggerAsync("once", dryRun: true)).Value!;

        var after = await station.RowAsync();
        Assert.Equal((before.Revision, before.State), (after.Revision, after.State));
        Assert.NotEmpty(dry.Recipes);
        // Its request id is free still, and the run is what was foretold.
        var real = (await station.TriggerAsync("once")).Value!;
        Assert.Equal(dry.RunId, real.RunId);
        Assert.Equal(dry.Recipes, real.Recipes);
        var held = (await station.TriggerAsync(dryRun: true)).Value!;
        Assert.Contains(held.Report.Decision.HeldBack, reason => reason.Contains("cooling down"));
        Assert.Empty(held.Recipes);
    });

    [Fact]
    public void A_policy_with_other_recipes_restarts_the_contest() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync();
        await station.PlayAsync(days: 2);
        var before = await station.ViewAsync();
        Assert.All(before.Standings, standing => Assert.True(standing.Rows > 0));
        var after = (await station.Grain.SetPolicy(new(
            "ann", """{"challengers":{"recipes":["last-value","leafwise/30d/change"]}}""", 0, "1"))).Value!;
        Assert.Equal(before.State.CandidateSet + 1, after.State.CandidateSet);
        Assert.Equal(["last-value/all/level", "leafwise/30d/change"],
            after.Standings.Select(standing => standing.Name));
        Assert.All(after.Standings, standing => Assert.Equal(0, standing.Rows));
        Assert.Equal(before.State.Champion!.Number, after.State.Champion!.Number);
        await station.PlayAsync(days: 2);
        Assert.Equal(before.State.Champion.Number, (await station.ViewAsync()).State.Champion!.Number);
    });

    [Fact]
    public void A_policy_that_does_not_wait_for_the_log_is_served_at_once_with_the_same_version() =>
        TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync();
        await station.PlayAsync(days: 2);
        var before = await ServedAsync(fleet);
        Assert.True(before.Durable);

        await station.Grain.SetPolicy(new("ann", """{"serving":{"durable":false}}""", 0, "1"));

        var after = await ServedAsync(fleet);
        Assert.Equal((before.Version, false), (after.Version, after.Durable));
        Assert.Equal(before.Members, after.Members);
    });

    [Fact]
    public void Everything_that_is_wrong_with_a_policy_is_said_at_once_and_the_old_one_stays() =>
        TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        var view = await station.StartAsync();
        var answer = await station.Grain.SetPolicy(new(
            "ann", """{"probation":{"minimumDays":1,"worseBy":-1},"schedule":{"checkEvery":"soon"}}""", 0, "1"));
        Assert.Equal(RefusalKind.Invalid, answer.Refusal!.Kind);
        Assert.Equal(
            ["policy.probation.minimumDays", "policy.probation.worseBy", "policy.schedule.checkEvery"],
            answer.Refusal.Problems.Select(problem => problem.Field).Order(StringComparer.Ordinal));
        Assert.Equal(view.Revision, (await station.RowAsync()).Revision);
    });

    private static async Task<ServingPlan> ServedAsync(TestFleet fleet) => DomainJson.Read<ServingPlan>(
        (await fleet.Database.Serving.ChangedSinceAsync(0, 10)).Single().Row.Plan);

    private static IEnumerable<string> ArtifactsOf(ModelVersion version) =>
        version.Members.Select(member => member.ArtifactId);
}
