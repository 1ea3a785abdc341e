namespace RetrainGrains.Domain.Challengers;

/// <summary>Which candidates, on which rows, with which seed?</summary>
public static class ChallengerPlanner
{
    /// <summary>Recipes that the model's schema can serve.</summary>
    public static ImmutableArray<Recipe> Servable(ChallengerPolicy policy, FeatureSchema schema) =>
    [
        .. policy.Recipes.Where(recipe => schema.LastValue is not null
            || (recipe.Learner != "last-value" && recipe.Form != TargetForm.Change))
            .Where(recipe => schema.Task == PredictionTask.Regression || recipe.Form == TargetForm.Level),
    ];

    /// <summary>The challengers of a run: every contestant without a version, and those with enough fresh rows.</summary>
    public static ImmutableArray<PlannedChallenger> Plan(
        ChallengerPolicy policy, Evidence evidence, ulong modelSeed, int runNumber, DateTimeOffset now)
    {
        var planned = ImmutableArray.CreateBuilder<PlannedChallenger>();
        foreach (var contestant in evidence.Contestants)
        {
            if (!IsDue(policy, contestant, now) || HasTwin(evidence, contestant.Recipe)) continue;
            var recipe = contestant.Recipe;
            var from = recipe.WindowDays is { } days ? now - TimeSpan.FromDays(days) : DateTimeOffset.UnixEpoch;
            var seed = Mix(modelSeed, (ulong)runNumber, (ulong)planned.Count);
            planned.Add(new PlannedChallenger(planned.Count, recipe, from, now, evidence.Cursor, seed));
        }
        return planned.ToImmutable();
    }

    private static bool IsDue(ChallengerPolicy policy, Contestant contestant, DateTimeOffset now)
    {
        if (contestant.Version is not { } version) return true;
        if (contestant.Recipe.Once) return false;
        var window = contestant.Recipe.WindowDays is { } days
            ? TimeSpan.FromDays(days)
            : version.Data.To - version.Data.From;
        return now - version.Data.To >= window * policy.FreshShare;
    }

    /// <summary>A once-trained recipe shares the first version of the same recipe that is trained again.</summary>
    public static bool HasTwin(Evidence evidence, Recipe recipe) =>
        recipe.Once && evidence.Contestants.Any(other => other.Recipe == recipe with { Once = false });

    // SplitMix64 over the three numbers: neighbouring runs and challengers get unrelated seeds.
    private static ulong Mix(ulong seed, ulong run, ulong ordinal)
    {
        var z = seed + 0x9E3779B97F4A7C15UL * (run * 1_024 + ordinal + 1);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
