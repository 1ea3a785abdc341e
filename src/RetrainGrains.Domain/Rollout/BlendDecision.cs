namespace RetrainGrains.Domain.Rollout;

/// <summary>How the contestants' newest versions are combined, and why.</summary>
public sealed record BlendDecision(ImmutableArray<double> Weights, double ExpectedLoss, double ServedLoss, string Reason);
