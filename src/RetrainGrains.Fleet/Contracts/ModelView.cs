using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Learning.Importing;

namespace RetrainGrains.Fleet.Contracts;

/// <summary>A model as it is now, and what it has learned from its outcomes.</summary>
public sealed record ModelView(
    long Revision, ModelState State, long Outcomes, DateTimeOffset? NewestOutcome,
    ImmutableArray<CandidateStanding> Standings)
{
    public ImmutableArray<DiscountedRegret> Regrets { get; init; } = [];

    /// <summary>The time of the next check by schedule; null where only the stored model was read.</summary>
    public DateTimeOffset? NextCheck { get; init; }

    /// <summary>A description of the file; null but in the answer of an import.</summary>
    public ImportReport? Import { get; init; }

    public static ModelView Of(long revision, ModelState state, LearnedState learned)
    {
        var records = learned.For(state).Records;
        var memory = state.Policy.Challengers.LongestMemory;
        var standings = state.Candidates.Select((candidate, i) => new CandidateStanding(
            candidate.Recipe.Name, records.Loss(memory, i), records.Loss(memory, i, corrected: true),
            records.RowsIn(memory),
            state.Champion?.Members.FirstOrDefault(member => member.Recipe == candidate.Recipe)?.Weight ?? 0,
            candidate.IsImported ? null : candidate.Version)
        {
            HasVersion = candidate.Version is not null,
            Retired = candidate.Retired,
        });
        return new ModelView(revision, state, learned.Outcomes, learned.NewestOutcome, [.. standings])
        {
            Regrets = DiscountedRegret.Of(
                state.Policy.Challengers, state.Schema.Task, state.Candidates, records),
        };
    }
}

/// <summary>
/// A candidate's track record: mean discounted loss over the longest memory, without and with its drift correction,
/// the discounted rows it is taken over, the weight it serves with, and its newest version.
/// </summary>
public sealed record CandidateStanding(
    string Name, double Loss, double CorrectedLoss, double Rows, double Weight, TrainedVersion? Version)
{
    /// <summary>Returns true when it has a version, trained here or imported: without one it could not serve.</summary>
    public bool HasVersion { get; init; }

    /// <summary>The retirement that keeps it out; null for one that competes.</summary>
    public Retirement? Retired { get; init; }
}
