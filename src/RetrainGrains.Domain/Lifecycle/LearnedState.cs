using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Estimation;

namespace RetrainGrains.Domain.Lifecycle;

/// <summary>
/// The state that a model has learned from its outcomes. It is derived: the observation log can rebuild it, so it
/// changes with every batch of outcomes, without ledger lines.
/// </summary>
public sealed record LearnedState(TrackRecords Records)
{
    /// <summary>The last outcome, in stored order, that is counted in here.</summary>
    public long Cursor { get; init; }
    public long Outcomes { get; init; }

    /// <summary>The number of outcomes since the last full check.</summary>
    public int SinceCheck { get; init; }

    /// <summary>The time at which the last of them became known; null before the first.</summary>
    public DateTimeOffset? NewestOutcome { get; init; }

    /// <summary>The number of the candidate set that the records are of.</summary>
    public int CandidateSet { get; init; }

    /// <summary>
    /// The state of the estimates before outcomes are known; null while the policy does not ask for them.
    /// </summary>
    public EstimationState? Estimation { get; init; }

    /// <summary>
    /// The recent attributions; null when the policy does not ask for them, or no member can be explained.
    /// </summary>
    public AttributionState? Attributions { get; init; }

    /// <summary>The states of the policy's detectors.</summary>
    public ImmutableArray<DetectorState> Detectors { get; init; } = [];

    /// <summary>Makes the learned state of a model without outcomes.</summary>
    public static LearnedState None(ModelState state) => new(new TrackRecords(
        state.Candidates.Length, state.Policy.Challengers.HalfLives.Length)) { CandidateSet = state.CandidateSet };

    /// <summary>
    /// Adapts the learned state to a model whose candidate set, policy or champion may have changed: parts that belong
    /// to the previous one start again.
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
