using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Domain.Estimation;

/// <summary>A prediction that was given, whether or not its outcome is known, and the version that gave it.</summary>
public readonly record struct ServedRow(PredictionMark Mark, float[] Features, double Prediction, string Version);
