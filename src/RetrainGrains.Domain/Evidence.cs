namespace RetrainGrains.Domain;

/// <summary>
/// What a model has learned from its outcomes. It is derived: the observation log can build it again, so it changes
/// with every batch of outcomes, without ledger lines.
/// </summary>
public sealed record Evidence(TrackRecords Records)
{
    /// <summary>The last outcome, in stored order, that is counted in here.</summary>
    public long Cursor { get; init; }
    public long Outcomes { get; init; }

    /// <summary>Outcomes since the last full check.</summary>
    public int SinceCheck { get; init; }

    /// <summary>When the last of them became known.</summary>
    public DateTimeOffset? NewestOutcome { get; init; }

    /// <summary>The contest that the records are of.</summary>
    public int Contest { get; init; }

    /// <summary>What estimates before outcomes are made with; null while the policy does not ask for them.</summary>
    public EstimationState? Estimation { get; init; }

    /// <summary>What features contribute lately; null where the policy does not ask, or none can tell.</summary>
    public ContributionState? Contributions { get; init; }

    /// <summary>How far the policy's watches on change have come.</summary>
    public ImmutableArray<WatchState> Watches { get; init; } = [];

    /// <summary>Nothing seen yet.</summary>
    public static Evidence None(ModelState state) => new(new TrackRecords(
        state.Contestants.Length, state.Policy.Challengers.HalfLives.Length)) { Contest = state.Contest };

    /// <summary>
    /// The same evidence for a model whose contest, policy or champion may have changed: then what was learned of the
    /// one before starts again.
    /// </summary>
    public Evidence For(ModelState state) => this with
    {
        Records = Contest == state.Contest ? Records : None(state).Records,
        Contest = state.Contest,
        Estimation = EstimationState.For(state, Estimation, Cursor),
        Contributions = ContributionState.For(state, Contributions),
    };
}
