namespace RetrainGrains.Learning.Classes;

/// <summary>
/// The function that turns the predictions of one model per class into probabilities: never renumber.
/// </summary>
internal enum ClassLink : byte
{
    /// <summary>The predictions are scores: exp(score) by the sum over the classes.</summary>
    Softmax = 0,

    /// <summary>The predictions are votes or probabilities of their own: each by the sum over the classes.</summary>
    Shares = 1,
}
