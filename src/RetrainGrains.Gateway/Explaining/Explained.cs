using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Gateway.Explaining;

/// <summary>What one prediction is made of: an attribution for each feature of the schema.</summary>
public sealed record Explanation(
    ImmutableArray<double> Attributions, double Bias, double Score, double Prediction);

/// <summary>The rows' explanations, in order, and the version in service that they are of.</summary>
public sealed record Explained(
    ImmutableArray<Explanation> Rows, FeatureSchema Schema, string Version, long Revision, double DriftCorrection);
