using RetrainGrains.Domain.Costs;

namespace RetrainGrains.Cli.Backtest;

/// <summary>The policy that retrains at a fixed interval of periods, regardless of losses.</summary>
public sealed class CadencePolicy(int periods) : ICostPolicy
{
    public string Name { get; } = periods == 1 ? "every period" : $"every {periods} periods";

    public CostDecision Decide(ServingHistory history) =>
        new(history.Age >= periods, $"the model is {history.Age} periods old");
}
