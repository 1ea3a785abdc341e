namespace RetrainGrains.Domain.Challengers;

/// <summary>Which candidates, on which rows, with which seed?</summary>
public static class ChallengerPlanner
{
    /// <summary>Recipes that the model's schema can serve.</summary>
    public static ImmutableArray<Recipe> Servable(ChallengerPolicy policy, FeatureSchema schema) =>
    [
        .. policy.Recipes.Where(recipe => schema.LastValue is not null
            || (recipe.Learner != "last-value" && recipe.Form != TargetForm.Change))
            .Where(recipe => schema.Task == PredictionTask.Regression || recipe.Form == TargetForm.Level)
            .Where(recipe => schema.Task == PredictionTask.BinaryClassification
                || recipe.Calibration == Calibration.None),
    ];

    /// <summary>
    /// The challengers of a run: contestants without a version, and those whose window has moved on far enough and who
    /// matter, or whose version is stale.
    /// </summary>
    public static ImmutableArray<PlannedChallenger> Plan(ModelState state, Evidence evidence, DateTimeOffset now)
    {
        var planned = ImmutableArray.CreateBuilder<PlannedChallenger>();
        for (var i = 0; i < state.Contestants.Length; i++)
        {
            var contestant = state.Contestants[i];
            // Beside an import nobody has a weight: all are kept young, so that it meets them at their best.
            var weight = state.ServesImport ? 1 : evidence.Records.MeanWeights[i];
            if (!IsDue(state.Policy.Challengers, contestant, weight, now)) continue;
            if (HasTwin(state.Contestants, contestant.Recipe)) continue;
            var from = contestant.Recipe.WindowDays is { } days
                ? now - TimeSpan.FromDays(days)
                : DateTimeOffset.UnixEpoch;
            var seed = Mix(state.Seed, (ulong)state.RunsPlanned + 1, (ulong)planned.Count);
            planned.Add(new PlannedChallenger(planned.Count, contestant.Recipe, from, now, evidence.Cursor, seed)
            {
                Parameters = contestant.Version?.Parameters,
                Search = SearchFor(state.Policy.Challengers.Search, contestant.Version, now),
            });
        }
        return planned.ToImmutable();
    }

    /// <summary>
    /// The planned challenger that sees as far back as any contestant does, or null when none of them does.
    /// </summary>
    public static int? WithLongestWindow(
        ImmutableArray<Contestant> contestants, ImmutableArray<PlannedChallenger> planned)
    {
        var longest = contestants.Where(contestant => !contestant.IsImported)
            .Max(contestant => contestant.Recipe.WindowDays ?? int.MaxValue);
        return planned.FirstOrDefault(challenger => (challenger.Recipe.WindowDays ?? int.MaxValue) == longest)?.Ordinal;
    }

    /// <summary>A once-trained recipe shares the first version of the same recipe that is trained again.</summary>
    public static bool HasTwin(ImmutableArray<Contestant> contestants, Recipe recipe) =>
        recipe.Once && contestants.Any(other => other.Recipe == recipe with { Once = false });

    private static bool IsDue(ChallengerPolicy policy, Contestant contestant, double weight, DateTimeOffset now)
    {
        if (contestant.Version is not { } version) return true;
        if (contestant.Recipe.Once) return false;
        var age = now - version.Data.To;
        var window = contestant.Recipe switch
        {
            // The mean age of what counts: a window of twice that would weigh as much.
            { HalfLifeDays: { } half } => TimeSpan.FromDays(2 * half / Math.Log(2)),
            { WindowDays: { } days } => TimeSpan.FromDays(days),
            _ => version.Data.To - version.Data.From,
        };
        return age >= window * policy.FreshShare && (weight >= policy.ActiveWeight || age >= policy.StaleAfter);
    }

    private static SearchPolicy? SearchFor(SearchPolicy? policy, TrainedVersion? version, DateTimeOffset now) =>
        policy is not null && (version?.SearchedAt is not { } last || now - last >= policy.Every) ? policy : null;

    // SplitMix64 over the three numbers: neighbouring runs and challengers get unrelated seeds.
    private static ulong Mix(ulong seed, ulong run, ulong ordinal)
    {
        var z = seed + 0x9E3779B97F4A7C15UL * (run * 1_024 + ordinal + 1);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
