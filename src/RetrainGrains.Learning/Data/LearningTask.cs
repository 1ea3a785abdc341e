namespace RetrainGrains.Learning.Data;

/// <summary>What a model is asked for: a number, or the probability that an outcome is 1.</summary>
public enum LearningTask : byte
{
    Regression = 0,
    BinaryClassification = 1,
}
