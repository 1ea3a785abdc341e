namespace RetrainGrains.Domain.Costs;

/// <summary>Whether to retrain now, and why.</summary>
public readonly record struct CostDecision(bool Retrain, string Reason);

/// <summary>A rule that decides at the start of a period from the periods before it, and from nothing else.</summary>
public interface ICostPolicy
{
    string Name { get; }

    CostDecision Decide(ServingHistory history);
}
