using RetrainGrains.Domain.Lifecycle;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class ProbationTests
{
    private const string Alone = """
        {
          "triggers": { "maximumAge": null },
          "challengers": {
            "recipes": ["leafwise"], "correctionRows": 0,
            "trees": { "numberOfTrees": 12, "numberOfLeaves": 6, "minimumExampleCountPerLeaf": 10 }
          }
        }
        """;

    [Fact]
    public void A_poisoned_retraining_is_rolled_back_within_days() => TestFleet.Run(async fleet =>
    {
        var (station, data) = (new Station(1), new StationFleet(fleet, new Station(1)));
        await data.StartAsync(Alone);
        await data.PlayAsync(days: 4);
        // A second file of the same rows, imported by mistake, with the sensor's zero 25 too high.
        await fleet.Database.Observations.ImportAsync("station",
        [
            .. Enumerable.Range(-Station.HistoryHours, Station.HistoryHours).Select(station.History)
                .Select(row => row with { PredictionId = $"again {row.PredictionId}", Outcome = row.Outcome + 25 }),
        ]);
        await data.TriggerAsync();
        await fleet.PassAsync(TimeSpan.FromMinutes(10));
        var poisoned = (await data.ViewAsync()).State;
        Assert.Equal("1.0.1", poisoned.Champion!.Number.ToString());
        Assert.Equal("1.0.0", poisoned.Probation!.Predecessor.Number.ToString());

        await data.PlayAsync(days: 6);
        var back = Assert.Single((await data.LedgerAsync()).OfType<ChampionRolledBack>());
        Assert.Equal(("1.0.1", "1.0.0"), (back.From.ToString(), back.To.ToString()));
        Assert.InRange((back.At - poisoned.Probation.StartedAt).TotalDays, 2, 5);
        Assert.Contains("above its predecessor's on the same rows", back.Reason, StringComparison.Ordinal);
        Assert.Contains(fleet.Notices.Texts, text =>
            text.StartsWith("rolled back 1.0.1 → 1.0.0", StringComparison.Ordinal));
    });

    [Fact]
    public void A_sound_retraining_passes_its_probation() => TestFleet.Run(async fleet =>
    {
        var data = new StationFleet(fleet, new Station(1));
        await data.StartAsync(Alone);
        await data.PlayAsync(days: 4);
        await data.TriggerAsync();
        await data.PlayAsync(days: 16);
        var ledger = await data.LedgerAsync();
        Assert.Contains(ledger.OfType<ProbationPassed>(), passed => passed.Version.ToString() == "1.0.1");
        Assert.Empty(ledger.OfType<ChampionRolledBack>());
    });
}
