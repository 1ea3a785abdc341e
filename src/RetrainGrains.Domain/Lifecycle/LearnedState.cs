using RetrainGrains.Domain.Attributions;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Estimation;
using RetrainGrains.Domain.Repairs;

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

    /// <summary>The repair whose rows are being changed; null when there is none.</summary>
    public RepairInFlight? Repair { get; init; }

    /// <summary>
    /// The progress of overwriting the bytes of erased rows in the database's files; null when none is left.
    /// </summary>
    public OverwriteMark? Overwrite { get; init; }

    /// <summary>The progress of computing this state again from repaired facts; null when it holds as it is.</summary>
    public RecomputeMark? Recompute { get; init; }

    /// <summary>The state as it is computed again, as far as that has come; null before the pass has begun.</summary>
    public LearnedState? Recomputed { get; init; }

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

    /// <summary>
    /// Begins to compute a state again: from no outcome, with attributions of the same days as <paramref name="held"/>.
    /// </summary>
    public LearnedState Beginning(ModelState state, LearnedState held) => this with
    {
        Attributions = AttributionState.For(
            state.Policy.Drift.Attributions, state.AttributionFacts,
            held.Attributions is { } known ? known with { Days = [] } : null),
    };

    /// <summary>
    /// Takes the place of the state before it, when all of its outcomes are counted again. Weights are no fact, and
    /// stay; estimates of errors go on, and their estimator, which has learned from the facts as they were, is fitted
    /// again at the next check.
    /// </summary>
    public LearnedState Instead(ModelState state, LearnedState before)
    {
        var records = Records.Copy();
        before.Records.MeanWeights.CopyTo(records.MeanWeights, 0);
        return (this with
        {
            Records = records,
            Cursor = before.Cursor,
            SinceCheck = before.SinceCheck,
            Estimation = before.Estimation?.Repaired(before.Cursor),
            Repair = before.Repair,
            Overwrite = before.Overwrite,
            Recompute = before.Recompute is { Again: true } ? new RecomputeMark(0, -1) : null,
            Recomputed = null,
        }).For(state);
    }
}
