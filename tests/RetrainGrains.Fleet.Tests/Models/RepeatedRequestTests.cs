using RetrainGrains.Domain.Lifecycle;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class RepeatedRequestTests
{
    public static TheoryData<string> Commands => ["promote", "import", "roll back", "set policy", "trigger", "check"];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_whose_answer_was_lost_is_carried_out_once_when_it_comes_again(string command) =>
        TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        await station.StartAsync();
        await station.PlayAsync(days: 3);
        await station.Grain.Promote(new("last-value/all/level", "ann", "why", 0, "before"));
        var revision = (await station.RowAsync()).Revision;
        fleet.Line.LosesNextCommit = true;

        await Assert.ThrowsAsync<DatabaseAwayException>(() => AskAsync(station.Grain, command));
        var again = await AskAsync(station.Grain, command);

        var stored = await station.RowAsync();
        Assert.Equal(revision + 1, stored.Revision);
        Assert.Equal(revision + 1, (await station.ViewAsync()).Revision);
        Assert.Equal(command is "trigger" ? "station/run-2" : null, again);
        await fleet.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(command is "trigger" ? 2 : 1, (await station.RunsAsync()).Count);
        Assert.Null((await station.ViewAsync()).State.Run);
    });

    [Fact]
    public void A_registration_whose_answer_was_lost_is_found_when_it_comes_again() => TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        fleet.Line.LosesNextCommit = true;

        await Assert.ThrowsAsync<DatabaseAwayException>(() => station.RegisterAsync());
        var again = await station.RegisterAsync();

        Assert.Equal(1, again.Value!.Revision);
        Assert.Single(await station.LedgerAsync());
    });

    [Fact]
    public void A_model_whose_shard_could_not_be_told_joins_it_when_its_registration_comes_again() =>
        TestFleet.Run(async fleet =>
    {
        var station = new StationFleet(fleet, new Station(1));
        fleet.Unreachable = nameof(IScheduleGrain.Join);

        await Assert.ThrowsAsync<FleetUnavailableException>(() => station.RegisterAsync());
        await station.RegisterAsync();
        await fleet.PassAsync(TimeSpan.FromDays(1));

        Assert.NotEmpty(fleet.ScheduledChecks["station"]);
        Assert.Single((await station.LedgerAsync()).OfType<ModelRegistered>());
    });

    // The run that was started, if any.
    private static async Task<string?> AskAsync(IModelGrain model, string command)
    {
        switch (command)
        {
            case "promote":
                Assert.NotNull((await model.Promote(new("auto", "ann", "why", 0, "once"))).Value);
                return null;
            case "import":
                Assert.NotNull((await model.Import(
                    new(ImportFormat.LightGbm, ForeignModel.Fair, "ann", "why", 0, "once"))).Value);
                return null;
            case "roll back":
                Assert.NotNull((await model.RollBack(new(null, "ann", "why", 0, "once"))).Value);
                return null;
            case "set policy":
                Assert.NotNull(
                    (await model.SetPolicy(new("ann", """{"triggers":{"budgetRuns":9}}""", 0, "once"))).Value);
                return null;
            case "trigger":
                return (await model.Trigger(new("ann", "why", false, Force: true, "once"))).Value!.RunId;
            default:
                return (await model.Check(dryRun: false, "once")).Value!.RunId;
        }
    }
}
