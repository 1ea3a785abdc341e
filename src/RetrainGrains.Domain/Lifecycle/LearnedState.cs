using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Estimation;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>
/// What a model has learned from its outcomes. It is derived: the observation log can build it again, so it changes
/// with every batch of outcomes, without ledger lines.
/// </summary>
public sealed record LearnedState(TrackRecords Records)
{
    /// <summary>The last outcome, in stored order, that is counted in here.</summary>
    public long Cursor { get; init; }
    public long Outcomes { get; init; }

    /// <summary>Outcomes since the last full check.</summary>
    public int SinceCheck { get; init; }

    /// <summary>When the last of them became known.</summary>
    public DateTimeOffset? NewestOutcome { get; init; }

    /// <summary>The contest that the records are of.</summary>
    public int CandidateSet { get; init; }

    /// <summary>What estimates before outcomes are made with; null while the policy does not ask for them.</summary>
    public EstimationState? Estimation { get; init; }

    /// <summary>What features contribute lately; null where the policy does not ask, or none can tell.</summary>
    public AttributionState? Attributions { get; init; }

    /// <summary>How far the policy's watches on change have come.</summary>
    public ImmutableArray<DetectorState> Detectors { get; init; } = [];

    /// <summary>Nothing seen yet.</summary>
    public static LearnedState None(ModelState state) => new(new TrackRecords(
        state.Candidates.Length, state.Policy.Challengers.HalfLives.Length)) { CandidateSet = state.CandidateSet };

    /// <summary>
    /// The same evidence for a model whose contest, policy or champion may have changed: then what was learned of the
    /// one before starts again.
    /// </summary>
    public LearnedState For(ModelState state) => this with
    {
        Records = CandidateSet == state.CandidateSet ? Records : None(state).Records,
        CandidateSet = state.CandidateSet,
        Estimation = EstimationState.For(
            state.Policy.Performance.Estimation, state.Champion?.Number, Estimation, Cursor),
        Attributions = AttributionState.For(state.Policy.Drift.Attributions, state.AttributionFacts, Attributions),
    };
}
