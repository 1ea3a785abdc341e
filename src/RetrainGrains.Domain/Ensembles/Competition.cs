using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Gates;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Domain.Ensembles;

/// <summary>The parts of a model's policy that decide which versions serve.</summary>
public sealed record PromotionPolicies(ChallengerPolicy Challengers, GatePolicy Gates, ReturnPolicy? Returns);

/// <summary>The champion of a model, and the candidates that compete with it.</summary>
public sealed record Competition(FeatureSchema Schema, ModelVersion? Champion, ImmutableArray<Candidate> Candidates)
{
    /// <summary>
    /// Returns true when the version in service was trained elsewhere: it stays until a challenger's record is better.
    /// </summary>
    public bool ServesImport => Champion?.ImportedFrom is not null;
}

/// <summary>The facts about a run at the moment when it ends.</summary>
public sealed record RunFacts(
    ChallengerPlan Plan, ImmutableArray<ChallengerResult> Results, IReadOnlyCollection<HourBucket> Buckets,
    TrackRecords Records);
