namespace RetrainGrains.Domain.Costs;

/// <summary>Serves the first model for ever.</summary>
public sealed class NeverPolicy : ICostPolicy
{
    public string Name => "never";

    public CostDecision Decide(ServingHistory history) => new(false, "the first model is kept");
}
