namespace RetrainGrains.Domain.Observations;

/// <summary>
/// A labelled row with its served prediction (NaN for history), the prediction of the predecessor in probation, and the
/// prediction of every candidate in the shadow (NaN when it has no version).
/// </summary>
public readonly record struct ScoredRow(
    long Sequence, DateTimeOffset At, DateTimeOffset KnownAt, float[] Features, double Outcome, double Served,
    double Predecessor, double[] Candidates)
{
    /// <summary>
    /// The probabilities of the class that came; null when answers are numbers or probabilities themselves.
    /// </summary>
    public OutcomeProbabilities? Given { get; init; }
}
