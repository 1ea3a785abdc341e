using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Ensembles;

/// <summary>
/// The plan from which a gateway serves a model: its version, its inputs, its artifacts, and the drift correction that
/// is added to their weighted mean.
/// </summary>
public sealed record ServingPlan(
    string ModelId, SemanticVersion Version, FeatureSchema Schema, ImmutableArray<Member> Members, double Offset = 0)
{
    /// <summary>Answers only after the commit: <see cref="ServingPolicy.Durable"/>.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>
    /// Computes the prediction from the members' weighted mean: corrected, and for classifiers clamped to a
    /// probability.
    /// </summary>
    public double Finish(double weightedMean) => Schema.Task == PredictionTask.Regression
        ? weightedMean + Offset
        : Math.Clamp(weightedMean + Offset, 0, 1);
}
