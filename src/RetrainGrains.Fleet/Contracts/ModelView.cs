namespace RetrainGrains.Fleet.Contracts;

/// <summary>A model as it is now, and what it has learned from its outcomes.</summary>
public sealed record ModelView(
    long Revision, ModelState State, long Outcomes, DateTimeOffset? NewestOutcome,
    ImmutableArray<ContestantStanding> Standings)
{
    public ImmutableArray<DiscountedRegret> Regrets { get; init; } = [];


    public static ModelView Of(long revision, ModelState state, Evidence evidence)
    {
        var records = evidence.For(state).Records;
        var memory = state.Policy.Challengers.LongestMemory;
        var standings = state.Contestants.Select((contestant, i) => new ContestantStanding(
            contestant.Recipe.Name, records.Loss(memory, i), records.Loss(memory, i, corrected: true),
            records.RowsIn(memory),
            state.Champion?.Members.FirstOrDefault(member => member.Recipe == contestant.Recipe)?.Weight ?? 0,
            contestant.IsImported ? null : contestant.Version));
        return new ModelView(revision, state, evidence.Outcomes, evidence.NewestOutcome, [.. standings])
        {
            Regrets = DiscountedRegret.Of(state, records),
        };
    }
}

/// <summary>
/// A contestant's track record: mean discounted loss over the longest memory, without and with its drift correction,
/// the discounted rows it is taken over, the weight it serves with, and its newest version.
/// </summary>
public sealed record ContestantStanding(
    string Name, double Loss, double CorrectedLoss, double Rows, double Weight, TrainedVersion? Version);
