using RetrainGrains.Domain.Costs;

namespace RetrainGrains.Cli.Backtest;

/// <summary>The policy that serves the first model for ever.</summary>
public sealed class NeverPolicy : ICostPolicy
{
    public const string Title = "never";

    public string Name => Title;

    public CostDecision Decide(ServingHistory history) => new(false, "the first model is kept");
}
