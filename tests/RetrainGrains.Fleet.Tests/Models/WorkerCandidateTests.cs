namespace RetrainGrains.Fleet.Tests.Models;

public sealed class WorkerCandidateTests
{
    private const string Policy = """{ "challengers": { "recipes": ["worker:lstm/all", "last-value"] } }""";

    [Fact]
    public void A_worker_that_is_not_there_is_waited_for_as_after_other_failures() => TestFleet.Run(async fleet =>
    {
        fleet.Workers.Here = false;
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync("""{ "challengers": { "recipes": ["worker:lstm/all"] } }""");
        await station.ImportAsync();
        await station.Grain.Check(dryRun: false);
        // Longer than the modelled training, shorter than the wait before the second.
        await fleet.PassAsync(TimeSpan.FromSeconds(35));
        var failed = Assert.Single(await fleet.Database.Runs.ChallengersAsync("station/run-1"));
        fleet.Workers.Here = true;
        await fleet.PassAsync(TimeSpan.FromMinutes(5));

        var trained = Assert.Single(await fleet.Database.Runs.ChallengersAsync("station/run-1"));
        Assert.Equal((1, "no worker here offers 'lstm'"), (failed.Attempt, failed.Report));
        Assert.Equal((2, ChallengerStatus.Trained), (trained.Attempt, trained.Status));
        Assert.Equal("worker:lstm", (await station.ViewAsync()).State.Champion!.Lead.Recipe.Learner);
    });

    [Fact]
    public void A_workers_candidate_is_scored_by_it_in_one_batch_and_sleeps_while_it_is_away() =>
        TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync(Policy);
        fleet.Workers.Says = 1_000;
        fleet.Workers.Scored.Clear();
        await station.PlayAsync(days: 1);
        var connected = (await station.ViewAsync()).Standings;
        fleet.Workers.Here = false;
        await station.PlayAsync(days: 1);
        var unavailable = (await station.ViewAsync()).Standings;

        Assert.All(fleet.Workers.Scored, scored => Assert.Equal(fleet.Workers.Patience, scored.Patience));
        // Nine hundred off, squared, while it answers so; then as much as the others lose.
        Assert.True(connected[0].Loss > 5e5);
        Assert.Equal(
            (unavailable[0].Rows - connected[0].Rows) / unavailable[0].Rows,
            1 - unavailable[0].Loss / connected[0].Loss, 0.02);
    });
}
