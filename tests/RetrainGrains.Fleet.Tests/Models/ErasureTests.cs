namespace RetrainGrains.Fleet.Tests.Models;

/// <summary>A model that is erased, and the scratch model, of which nobody hears.</summary>
public sealed class ErasureTests
{
    [Fact]
    public void An_erased_model_is_unknown_and_another_begins_under_its_id_from_nothing() =>
        TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        var before = await station.StartAsync();

        var erased = await station.Grain.Erase(before.Revision);

        Assert.Equal(before.Revision, erased.Value!.Revision);
        Assert.Equal(RefusalKind.NotFound, (await station.Grain.Describe()).Refusal!.Kind);
        Assert.Empty(await station.LedgerAsync());
        Assert.Empty(await station.RunsAsync());
        var again = await station.RegisterAsync(requestId: "again");
        Assert.Equal((1L, 0), (again.Value!.Revision, again.Value.State.Former.Length));
        Assert.Null(again.Value.State.Champion);
    });

    [Fact]
    public void A_model_in_training_is_not_erased_until_its_run_has_ended() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.RegisterAsync();
        await station.ImportAsync();
        await station.TriggerAsync();

        var refused = (await station.Grain.Erase(0)).Refusal!;

        Assert.Equal(RefusalKind.NotReady, refused.Kind);
        Assert.Contains("has station/run-1 in flight", refused.ToString(), StringComparison.Ordinal);
        await fleet.PassAsync(TimeSpan.FromMinutes(10));
        Assert.NotNull((await station.Grain.Erase(0)).Value);
        await fleet.PassAsync(TimeSpan.FromHours(2));
        Assert.Null(await fleet.Database.Models.FindAsync("station"));
    });

    [Fact]
    public void A_model_that_has_moved_on_is_not_erased() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync();

        var refused = (await station.Grain.Erase(1)).Refusal!;

        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        Assert.NotNull((await station.Grain.Describe()).Value);
    });

    [Fact]
    public void Nobody_is_notified_of_the_scratch_model_and_its_next_life_learns_from_its_own_rows() =>
        TestFleet.Run(async fleet =>
    {
        for (var life = 0; life < 2; life++)
        {
            var station = new StationFleet(fleet, new Station(1), ScratchModel.Id);
            var view = await station.StartAsync();

            Assert.NotNull(view.State.Champion);
            // The window of the recipe is as long as the history, up to the moment of the run.
            Assert.InRange(
                view.State.Candidates[0].Version!.Data.Rows, Station.HistoryHours - 2, Station.HistoryHours);
            Assert.NotNull((await station.Grain.Erase(0)).Value);
            await fleet.Database.Observations.DeleteBeforeAsync(ScratchModel.Id, DateTimeOffset.MaxValue, 10_000);
        }
        Assert.Empty(fleet.Notices.Texts);
    });
}
