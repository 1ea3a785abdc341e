namespace RetrainGrains.Domain.Rollout;

/// <summary>All that a gateway needs to serve a model: which version, what it takes, and which artifacts it is made of.</summary>
public sealed record ServingPlan(string ModelId, SemanticVersion Version, FeatureSchema Schema, ImmutableArray<Member> Members);
