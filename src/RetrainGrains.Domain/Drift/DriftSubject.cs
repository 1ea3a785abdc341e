namespace RetrainGrains.Domain.Drift;

/// <summary>The part of a model's rows that has been compared. Values are stored: only append.</summary>
public enum DriftSubject
{
    Input = 0,
    Prediction = 1,
    Outcome = 2,
}
