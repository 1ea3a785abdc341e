using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Gates;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Ensembles;

/// <summary>The parts of a model's policy that decide what serves.</summary>
public sealed record PromotionPolicies(ChallengerPolicy Challengers, GatePolicy Gates, ReturnPolicy? Returns);

/// <summary>The champion of a model, and the candidates that compete with it.</summary>
public sealed record Competition(FeatureSchema Schema, ModelVersion? Champion, ImmutableArray<Candidate> Candidates)
{
    /// <summary>
    /// Whether what serves was trained elsewhere: it keeps its place until a challenger's record is better.
    /// </summary>
    public bool ServesImport => Champion?.ImportedFrom is not null;
}

/// <summary>A run that has come to its end, and what is known at that moment.</summary>
public sealed record RunFacts(
    ChallengerPlan Plan, ImmutableArray<ChallengerResult> Results, IReadOnlyCollection<HourBucket> Buckets,
    TrackRecords Records);
