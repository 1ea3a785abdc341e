using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Triggers;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class ChangeTests
{
    private const int ChangeAtHour = 10 * 24;
    private const string DetectorOnLoss = """
        {
          "triggers": {
            "maximumAge": null,
            "change": [{ "detector": "adwin", "per": "hour" }, { "detector": "cusum", "on": "hour", "per": "day" }]
          },
          "performance": { "rules": [] },
          "challengers": {
            "recipes": ["leafwise/30d"], "correctionRows": 0,
            "trees": { "numberOfTrees": 12, "numberOfLeaves": 6, "minimumExampleCountPerLeaf": 10 }
          }
        }
        """;

    [Fact]
    public void A_world_that_turns_round_is_noticed_and_retrained_for() => TestFleet.Run(async fleet =>
    {
        var data = new StationFleet(fleet, new Station(1, ChangeAtHour));
        await data.StartAsync(DetectorOnLoss);
        await data.PlayAsync(days: 14);

        var run = (await data.LedgerAsync()).OfType<RunPlanned>().ElementAt(1);

        Assert.Equal(TriggerKind.Change, run.Cause.Kind);
        Assert.StartsWith("adwin found a change of loss by hours", run.Cause.Text, StringComparison.Ordinal);
        Assert.InRange((run.At - Station.At(ChangeAtHour)).TotalDays, 0, 3);
    });

    [Fact]
    public void A_restart_in_the_middle_of_the_stream_changes_no_alarm()
    {
        static string Ledger(bool restarts)
        {
            var ledger = "";
            TestFleet.Run(async fleet =>
            {
                var data = new StationFleet(fleet, new Station(2, ChangeAtHour));
                await data.StartAsync(DetectorOnLoss);
                await data.PlayAsync(days: 8);
                if (restarts)
                {
                    await fleet.StopAsync();
                    await fleet.StartAsync();
                }
                await data.PlayAsync(days: 4);
                var checks = (await data.LedgerAsync()).OfType<ModelChecked>();
                var texts = checks.SelectMany(check => check.Changes ?? []).Select(change => change.Text);
                ledger = string.Join("\n", texts.Distinct());
            });
            return ledger;
        }

        var straight = Ledger(restarts: false);

        Assert.NotEmpty(straight);
        Assert.Equal(straight, Ledger(restarts: true));
    }

    [Fact]
    public void A_feature_that_is_not_there_cannot_be_watched() => TestFleet.Run(async fleet =>
    {
        const string policy = """{ "triggers": { "change": [{ "detector": "adwin", "on": "rain" }] } }""";
        var answer = await new StationFleet(fleet, new Station(1)).RegisterAsync(policy);

        Assert.Equal(
            "policy.triggers.change[0].on: 'rain' must be 'loss' or a numeric feature of the schema",
            answer.Refusal!.ToString());
    });
}
