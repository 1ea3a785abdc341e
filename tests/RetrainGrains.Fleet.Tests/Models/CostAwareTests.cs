using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Triggers;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class CostAwareTests
{
    private const string Daily = """
        {
          "schedule": { "costAware": { "period": "2d", "costShare": 0 } },
          "triggers": { "maximumAge": null, "cooldown": "0d", "budgetRuns": 60 },
          "performance": { "rules": [] },
          "probation": { "length": "1d", "minimumDays": 2 },
          "challengers": {
            "recipes": ["leafwise/30d"], "correctionRows": 0, "freshShare": 0,
            "trees": { "numberOfTrees": 12, "numberOfLeaves": 6, "minimumExampleCountPerLeaf": 10 }
          }
        }
        """;

    [Fact]
    public void Periods_are_recorded_with_the_predecessor_and_runs_follow_from_them() => TestFleet.Run(async fleet =>
    {
        var data = new StationFleet(fleet, new Station(1));
        await data.StartAsync(Daily);
        await data.PlayAsync(days: 16);

        var ledger = await data.LedgerAsync();
        var periods = ledger.OfType<PeriodServed>().ToArray();

        Assert.InRange(periods.Length, 6, 8);
        Assert.Contains(ledger.OfType<RunPlanned>(), run => run.Cause.Kind == TriggerKind.Cost);
        // Its probation is over by then: only the schedule still asks for the predecessor's answers.
        var compared = periods.Last(period => period.Period.PredecessorTrainedIn is not null).Period;
        Assert.InRange(compared.Rows, 46, 48);
        Assert.True(compared.PredecessorLoss > 0);
        Assert.NotEqual(compared.Loss, compared.PredecessorLoss);
    });
}
