namespace RetrainGrains.Domain.Costs;

/// <summary>A decision to retrain now or not, with its reason.</summary>
public readonly record struct CostDecision(bool Retrain, string Reason);

/// <summary>A rule that decides at the start of a period from the periods before it only.</summary>
public interface ICostPolicy
{
    string Name { get; }

    CostDecision Decide(ServingHistory history);
}
