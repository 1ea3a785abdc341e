using RetrainGrains.Domain.Costs;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Cli.Backtest;

/// <summary>
/// The sources' policy, which retrains when the error of the last period is more than 15 % worse than at promotion,
/// which is the first period that the model served.
/// </summary>
public sealed class WorseningPolicy(bool squaredLoss, double limit = 0.15) : ICostPolicy
{
    public string Name { get; } = $"error +{Formatted.Percent(limit)}";

    public CostDecision Decide(ServingHistory history)
    {
        var reference = Error(history.Periods[history.TrainedAt]);
        var recent = Error(history.Periods[^1]);
        return new CostDecision(
            recent > reference * (1 + limit),
            $"the error went from {Formatted.Number(reference)} to {Formatted.Number(recent)}");
    }

    // The rule is stated for RMSE, not for its square.
    private double Error(ServedPeriod period) => squaredLoss ? Math.Sqrt(period.MeanLoss) : period.MeanLoss;
}
