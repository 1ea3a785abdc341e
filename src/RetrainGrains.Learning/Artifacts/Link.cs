namespace RetrainGrains.Learning.Artifacts;

/// <summary>What turns a model's score into its prediction.</summary>
internal enum Link : byte
{
    Identity = 0,
    Logistic = 1,
    Exponential = 2,
}
