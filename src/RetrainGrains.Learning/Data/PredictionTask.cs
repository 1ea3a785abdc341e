namespace RetrainGrains.Learning.Data;

/// <summary>
/// The kind of answer that a model gives: a number, the probability that an outcome is 1, or one of each class.
/// </summary>
public enum PredictionTask : byte
{
    Regression = 0,
    BinaryClassification = 1,

    /// <summary>A task whose outcomes are the indices of classes.</summary>
    MulticlassClassification = 2,
}
