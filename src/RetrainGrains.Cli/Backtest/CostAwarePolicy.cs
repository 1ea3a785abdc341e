using RetrainGrains.Domain.Costs;

namespace RetrainGrains.Cli.Backtest;

/// <summary>The rule of live models, beside its baselines.</summary>
public sealed class CostAwarePolicy(CostAwareOptions options) : ICostPolicy
{
    private readonly CostAwareRule rule = new(options);

    public string Name => "cost-aware";

    public CostDecision Decide(ServingHistory history) => rule.Decide(history);
}
