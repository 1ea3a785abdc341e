using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class LedgerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_ledger_tells_the_whole_story_its_events_make_the_stored_state(int seed) => TestFleet.Run(
        async fleet =>
        {
            var station = new StationFleet(fleet, new Station(seed, changeAtHour: 20 * 24));
            await station.StartAsync();
            await station.PlayAsync(days: 24);
            await station.Grain.Promote(new("last-value/all/level", "ann", "a quiet week", 0, "promote"));
            await station.PlayAsync(days: 2);
            await station.Grain.RollBack(new(null, "ann", "complaints", 0, "back"));
            await station.Grain.SetPolicy(new("ann", """{"triggers":{"maximumAge":"5d"}}""", 0, "policy"));
            await station.PlayAsync(days: 8);

            var ledger = await station.LedgerAsync();
            Assert.True(ledger.OfType<RunEnded>().Count() >= 3);
            var told = ModelLifecycle.ApplyAll(ModelLifecycle.Start((ModelRegistered)ledger[0]), ledger.Skip(1));
            Assert.Equal((await station.RowAsync()).State, DomainJson.Write(told));
            var verified = await fleet.Database.Models.VerifyLedgerAsync("station");
            Assert.Equal((ledger.Length, null), (verified.Lines, verified.Problem));
        },
        seed: seed);

    [Fact]
    public void The_same_seed_tells_the_same_story_line_by_line()
    {
        Assert.Equal(Tell(5), Tell(5));
        Assert.NotEqual(Tell(5), Tell(6));
    }

    private static string Tell(int seed)
    {
        var hash = "";
        TestFleet.Run(async fleet =>
        {
            var station = new StationFleet(fleet, new Station(seed, changeAtHour: 100));
            await station.StartAsync();
            await station.PlayAsync(days: 10);
            hash = await fleet.Database.Models.LedgerHashAsync();
        });
        return hash;
    }
}
