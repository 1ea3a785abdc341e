namespace RetrainGrains.Learning.Scoring;

/// <summary>The function that turns a model's score into its prediction.</summary>
internal enum Link : byte
{
    Identity = 0,
    Logistic = 1,

    /// <summary>The score is the log of what is predicted.</summary>
    Exponential = 2,
}
