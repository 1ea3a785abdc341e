namespace RetrainGrains.Domain.Observations;

/// <summary>
/// A row whose outcome is known, with what was served for it (NaN for history), what the predecessor in probation would
/// have said, and what every candidate says in the shadow (NaN where it has no version).
/// </summary>
public readonly record struct ScoredRow(
    long Sequence, DateTimeOffset At, DateTimeOffset KnownAt, float[] Features, double Outcome, double Served,
    double Predecessor, double[] Candidates)
{
    /// <summary>Null where answers are numbers or probabilities themselves.</summary>
    public OutcomeProbabilities? Given { get; init; }
}
