using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Learning.Searching;

/// <summary>
/// A set that was tried: its mean loss over the folds it came through, as a share of the loss that the set in use has
/// on the same folds.
/// </summary>
public sealed record SearchTrial(LearnerParameters Parameters, double RelativeLoss, int Folds);

/// <summary>The best parameters of a search, and all that it tried, in order.</summary>
public sealed record SearchReport(
    LearnerParameters Best, double RelativeLoss, IReadOnlyList<SearchTrial> Trials, int Fits, string Ending);
