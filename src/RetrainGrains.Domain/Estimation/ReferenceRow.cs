namespace RetrainGrains.Domain.Estimation;

/// <summary>A row with its outcome that the champion was not trained on, and what the champion says of it.</summary>
public readonly record struct ReferenceRow(DateTimeOffset At, float[] Features, double Prediction, double Outcome);
