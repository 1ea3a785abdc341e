namespace RetrainGrains.Fleet.Tests.Models;

public sealed class LearnedStateTests
{
    private const string Still = """
        {
          "schedule": { "checkEvery": "30d" },
          "challengers": {
            "recipes": ["leafwise/30d", "last-value"], "reweighEvery": "30d",
            "trees": { "numberOfTrees": 12, "numberOfLeaves": 6, "minimumExampleCountPerLeaf": 10 }
          }
        }
        """;

    [Theory]
    [InlineData(2)]
    [InlineData(24)]
    [InlineData(48)]
    public void Learned_state_is_the_same_whether_outcomes_are_absorbed_one_by_one_or_in_batches(int batch) =>
        Assert.Equal(Learn(1), Learn(batch));

    [Fact]
    public void An_outcome_that_is_not_a_number_is_refused_and_its_whole_batch_stays_out() =>
        TestFleet.Run(async fleet =>
    {
        var (station, data) = (new Station(1), new StationFleet(fleet, new Station(1)));
        await data.StartAsync();
        await data.PredictAsync(0);
        var bad = station.Outcome(0) with { Outcome = double.NaN };
        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => fleet.Database.Observations.RecordOutcomesAsync("station", [station.Outcome(0), bad]));
        Assert.Contains("rows[1].Outcome is NaN; it must be a finite number", error.Message, StringComparison.Ordinal);
        await data.Grain.OutcomesArrived();
        Assert.Equal(Station.HistoryHours, (await data.ViewAsync()).Outcomes);
    });

    private static byte[] Learn(int batch)
    {
        byte[] learned = [];
        TestFleet.Run(async fleet =>
        {
            var (station, data) = (new Station(1), new StationFleet(fleet, new Station(1)));
            await data.StartAsync(Still);
            for (var hour = 0; hour < 48; hour++) await data.PredictAsync(hour);
            for (var first = 0; first < 48; first += batch)
            {
                await fleet.Database.Observations.RecordOutcomesAsync(
                    "station", [.. Enumerable.Range(first, batch).Select(station.Outcome)]);
                await data.Grain.OutcomesArrived();
            }
            learned = (await data.RowAsync()).LearnedState!;
        });
        return learned;
    }
}
