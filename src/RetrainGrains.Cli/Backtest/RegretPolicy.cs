using RetrainGrains.Domain.Costs;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Backtest;

/// <summary>
/// The policy of Modyn's cost trigger: it retrains when the area under the regret, times the value of a unit of it,
/// reaches the cost of a training. Regret is the loss of a model above the mean loss of its first period.
/// </summary>
public sealed class RegretPolicy(double conversion = 1) : ICostPolicy
{
    public string Name => "regret area";

    public CostDecision Decide(ServingHistory history)
    {
        var expected = history.Periods[history.TrainedAt].MeanLoss;
        var area = new RegretArea();
        foreach (var period in history.Periods.Skip(history.TrainedAt))
            area.Add(Math.Max(0, period.Loss - expected * period.Rows), duration: 1);
        return new CostDecision(
            area.Area > 0 && conversion * area.Area >= history.Cost,
            $"the area under the regret is {Formatted.Number(area.Area)}, "
            + $"a training costs {Formatted.Number(history.Cost)}");
    }
}
