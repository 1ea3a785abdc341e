namespace RetrainGrains.Domain.Estimation;

/// <summary>A labelled row that the champion was not trained on, with the champion's prediction.</summary>
public readonly record struct ReferenceRow(DateTimeOffset At, float[] Features, double Prediction, double Outcome);
