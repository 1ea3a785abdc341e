using RetrainGrains.Domain.Costs;

namespace RetrainGrains.Cli.Backtest;

/// <summary>A rule that decides at the start of a period from the periods before it only.</summary>
public interface ICostPolicy
{
    string Name { get; }

    CostDecision Decide(ServingHistory history);
}
