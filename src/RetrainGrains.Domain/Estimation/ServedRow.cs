using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Domain.Estimation;

/// <summary>A served prediction, with or without a known outcome, and its version.</summary>
public readonly record struct ServedRow(PredictionMark Mark, float[] Features, double Prediction, string Version);
