namespace RetrainGrains.Domain.Candidates;

/// <summary>
/// The record of one challenger's training: its rows from ≤ t &lt; to, of which those from <c>ValidatedFrom</c> on were
/// held out for the bounds, and the reason where it made no version.
/// </summary>
public sealed record ChallengerRecord(
    Recipe Recipe, DateTimeOffset From, DateTimeOffset To, int Rows, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt)
{
    /// <summary>The time of the first row that was held out; null where none was.</summary>
    public DateTimeOffset? ValidatedFrom { get; init; }

    /// <summary>
    /// The cross-validated loss of the searched hyper-parameters as a share of that of those before; null without a
    /// search.
    /// </summary>
    public double? RelativeLoss { get; init; }

    /// <summary>The number of sets of hyper-parameters that a search tried; null without a search.</summary>
    public int? Trials { get; init; }

    /// <summary>The reason why there is no version; null where there is one.</summary>
    public string? Failure { get; init; }

    public static ChallengerRecord Of(PlannedChallenger planned, ChallengerResult result) => new(
        planned.Recipe, planned.From, planned.To, result.Rows, result.StartedAt, result.EndedAt)
    {
        ValidatedFrom = result.ValidatedFrom,
        RelativeLoss = result.Search?.RelativeLoss,
        Trials = result.Search?.Trials,
        Failure = result.Failure,
    };
}
