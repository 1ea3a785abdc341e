using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Fleet.Training;

namespace RetrainGrains.Fleet.Tests.Training;

public sealed class VersionRebuildTests
{
    [Fact]
    public void What_runs_have_trained_is_rebuilt_after_a_restart_beside_later_rows() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        var state = (await station.StartAsync()).State;
        await station.PlayAsync(days: 3);
        await fleet.StopAsync();
        await fleet.StartAsync();

        foreach (var trained in state.Candidates.Select(candidate => candidate.Version!))
        {
            var rebuilt = await RebuildAsync(fleet, state, trained);

            Assert.Equal(
                (trained.ArtifactId, trained.Data.Fingerprint, trained.Data.Rows),
                (rebuilt.Artifact!.Id, rebuilt.Fingerprint, rebuilt.Rows));
        }
        Assert.Equal(Station.HistoryHours, state.Candidates[0].Version!.Data.Rows);
    });

    [Fact]
    public void What_was_imported_says_that_it_was_not_trained_here() => TestFleet.Run(async fleet =>
    {
        var state = (await new StationFleet(fleet, new Station(1)).StartAsync()).State;

        var rebuilt = await RebuildAsync(
            fleet, state, state.Candidates[0].Version! with { ImportedFrom = "xgboost", RunId = "" });

        Assert.Equal("it was imported from xgboost, not trained here", rebuilt.Failure);
    });

    [Fact]
    public void What_a_worker_trained_has_its_rows_compared_and_says_that_its_worker_is_needed() =>
        TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        var state = (await station.StartAsync("""{"challengers":{"recipes":["worker:lstm/all"]}}""")).State;

        var trained = state.Candidates[0].Version!;
        var rebuilt = await RebuildAsync(fleet, state, trained);

        Assert.Null(rebuilt.Artifact);
        Assert.StartsWith("a worker trained it: only one that offers 'lstm' could", rebuilt.Failure);
        Assert.Equal(trained.Data.Fingerprint, rebuilt.Fingerprint);
    });

    private static Task<RebuiltVersion> RebuildAsync(TestFleet fleet, ModelState state, TrainedVersion version) =>
        new VersionRebuild(fleet.Database, state, TimeProvider.System)
            .RunAsync(version, _ => { }, TestContext.Current.CancellationToken);
}
