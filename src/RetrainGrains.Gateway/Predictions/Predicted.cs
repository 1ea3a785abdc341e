using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Gateway.Predictions;

/// <summary>A question to a model. An empty id is made up; no time means now.</summary>
public readonly record struct PredictionInput(
    string PredictionId, DateTimeOffset? At, FeatureRow Features, string Entity = "");

/// <summary>
/// An answer, under the id by which its outcome will come back. <paramref name="Fallback"/>: a worker had no part in it
/// that should have had. Of several classes the value is an index, and each class has a probability.
/// </summary>
public readonly record struct PredictionOutput(
    string PredictionId, double Value, bool Fallback = false, string Label = "",
    IReadOnlyList<double>? Probabilities = null);

/// <summary>
/// The answers to a batch, in order, the one version that gave all of them, and whether they are logged already: if
/// not, they wait for the database in this process.
/// </summary>
public sealed record Predicted(ImmutableArray<PredictionOutput> Rows, string Version, long Revision, bool Logged);
