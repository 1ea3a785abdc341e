using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Gateway.Explanations;

/// <summary>An explanation of one prediction: an attribution for each feature of the schema.</summary>
public sealed record RowExplanation(
    ImmutableArray<double> Attributions, double Bias, double Score, double Prediction);

/// <summary>The rows' explanations, in order, and the version in service that they are of.</summary>
public sealed record Explained(
    ImmutableArray<RowExplanation> Rows, FeatureSchema Schema, string Version, long Revision, double DriftCorrection);
