namespace RetrainGrains.Grains.Models;

/// <summary>What a model shows of itself.</summary>
internal static class ModelViews
{
    public static ModelView Of(ModelSession session)
    {
        var (state, records) = (session.State, session.Evidence.Records);
        var memory = state.Policy.Challengers.LongestMemory;
        var contestants = state.Contestants.Select((contestant, i) => new ContestantStanding(
            contestant.Recipe.Name, records.Loss(memory, i), records.Loss(memory, i, corrected: true), records.RowsIn(memory),
            state.Champion?.Members.FirstOrDefault(member => member.Recipe == contestant.Recipe)?.Weight ?? 0,
            contestant.Version?.TrainedAt));
        return new ModelView(
            session.Revision, state,
            new ModelStanding(session.Evidence.Outcomes, session.Evidence.NewestOutcome, [.. contestants]));
    }
}
