using RetrainGrains.Domain.Observations;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Candidates;

/// <summary>The facts that a run is planned from.</summary>
/// <param name="Candidates">The recipes that compete, with their versions.</param>
/// <param name="MeanWeights">The recent mean weight of each candidate.</param>
/// <param name="ServesImport">True when the version in service was trained elsewhere.</param>
/// <param name="Cursor">The last outcome that may be learned from, in stored order.</param>
/// <param name="Seed">The model's seed.</param>
/// <param name="RunsPlanned">The number of runs before this one.</param>
public sealed record PlanFacts(
    ImmutableArray<Candidate> Candidates, IReadOnlyList<double> MeanWeights, bool ServesImport, long Cursor, ulong Seed,
    int RunsPlanned);

/// <summary>The rule that selects the recipes a run trains, their rows and their seeds.</summary>
public static class ChallengerPlanner
{
    private const string LastValue = "last-value";
    private const string Transitions = "transitions";

    /// <summary>
    /// Selects the recipes that the model's schema can serve. Of classes the last one is left out where transitions
    /// compete: they say the same with its probability, and a blend of probabilities suffers from certainties.
    /// </summary>
    public static ImmutableArray<Recipe> Servable(ChallengerPolicy policy, FeatureSchema schema) =>
    [
        .. policy.Recipes.Where(recipe => schema.LastValue is not null
            || (recipe.Learner is not (LastValue or Transitions) && recipe.Form != TargetForm.Change))
            .Where(recipe => schema.Task == PredictionTask.Regression
                ? recipe.Learner != Transitions
                : recipe.Learner != LastValue || policy.Recipes.All(other => other.Learner != Transitions))
            .Where(recipe => schema.Task == PredictionTask.Regression || recipe.Form == TargetForm.Level)
            .Where(recipe => schema.Task == PredictionTask.BinaryClassification
                || recipe.Calibration == null),
    ];

    /// <summary>
    /// Plans the challengers of a run: candidates without a version, and those whose window has moved far enough and
    /// whose weight is large enough or whose version is stale; for a run that was asked for (<paramref name="every"/>)
    /// all that can be trained, for economies are the system's own.
    /// </summary>
    public static ImmutableArray<PlannedChallenger> Plan(
        ChallengerPolicy policy, PlanFacts facts, bool every, DateTimeOffset now)
    {
        var planned = ImmutableArray.CreateBuilder<PlannedChallenger>();
        for (var i = 0; i < facts.Candidates.Length; i++)
        {
            var candidate = facts.Candidates[i];
            // Beside an import no candidate has a weight: all are kept recent, so that the import is compared with
            // their best.
            var weight = facts.ServesImport ? 1 : facts.MeanWeights[i];
            if (!CanTrain(facts.Candidates, candidate)) continue;
            if (!every && !IsDue(policy, candidate, weight, now)) continue;
            var from = candidate.Recipe.WindowDays is { } days
                ? now - TimeSpan.FromDays(days)
                : DateTimeOffset.MinValue;
            var seed = Mix(facts.Seed, (ulong)facts.RunsPlanned + 1, (ulong)planned.Count);
            planned.Add(new PlannedChallenger(planned.Count, candidate.Recipe, from, now, facts.Cursor, seed)
            {
                Parameters = candidate.Version?.Parameters,
                Search = SearchFor(policy.Search, candidate.Version, now),
            });
        }
        return planned.ToImmutable();
    }

    /// <summary>
    /// Finds the planned challenger whose window is as long as the longest of all candidates; null when there is none.
    /// </summary>
    public static int? WithLongestWindow(
        ImmutableArray<Candidate> candidates, ImmutableArray<PlannedChallenger> planned)
    {
        var longest = candidates.Where(candidate => !candidate.IsImported)
            .Max(candidate => candidate.Recipe.WindowDays ?? int.MaxValue);
        return planned.FirstOrDefault(challenger => (challenger.Recipe.WindowDays ?? int.MaxValue) == longest)?.Ordinal;
    }

    /// <summary>
    /// Returns true when a recipe that is trained once shares the first version of the same recipe that is trained
    /// again.
    /// </summary>
    public static bool SharesVersion(ImmutableArray<Candidate> candidates, Recipe recipe) =>
        recipe.Once && candidates.Any(other => other.Recipe == recipe with { Once = false });

    // All but those that are trained once, and have been.
    private static bool CanTrain(ImmutableArray<Candidate> candidates, Candidate candidate) =>
        (candidate.Version is null || !candidate.Recipe.Once) && candidate.Retired is null or { UntilTrained: true }
            && !SharesVersion(candidates, candidate.Recipe);

    private static bool IsDue(ChallengerPolicy policy, Candidate candidate, double weight, DateTimeOffset now)
    {
        if (candidate.Version is not { } version) return true;
        var age = now - version.Data.To;
        var window = candidate.Recipe switch
        {
            // The mean age of the weighted rows: a window of twice that length has the same mean age.
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
