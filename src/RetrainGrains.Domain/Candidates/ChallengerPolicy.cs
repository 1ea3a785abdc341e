using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Domain.Candidates;

/// <summary>How the version in service is made of the recipes' versions.</summary>
public enum Combination
{
    /// <summary>A weighted mean of the recipes: on streams that change it beats the best of them alone.</summary>
    Blend = 0,

    /// <summary>The one recipe with the best track record.</summary>
    Single = 1,
}

/// <summary>Which recipes compete, and how they are judged.</summary>
public sealed record ChallengerPolicy
{
    public const int RecipesMax = 24;

    /// <summary>
    /// Short, middle and long memory, level and change: which of them is right differs from stream to stream and from
    /// year to year, so the record decides. Ridge costs next to nothing, extrapolates where trees cannot, and errs
    /// differently. Recipes that a model's schema cannot serve are left out.
    /// </summary>
    public ImmutableArray<Recipe> Recipes { get; init; } =
    [
        new("leafwise"), new("leafwise", 180), new("leafwise", 30),
        new("leafwise", null, TargetForm.Change), new("leafwise", 180, TargetForm.Change),
        new("leafwise", 30, TargetForm.Change),
        new("leafwise", Once: true), new("leafwise", null, TargetForm.Change, Once: true),
        new("ridge", null, TargetForm.Change), new("last-value"),
    ];
    public Combination Combination { get; init; } = Combination.Blend;

    /// <summary>What predictions are judged by; by default squared error, or for classifiers the wrong class.</summary>
    public LossKind? Loss { get; init; }

    /// <summary>
    /// Half-lives of the track records. Weights are the mean over these memories: the short one follows a break within
    /// days, the long one is not fooled by a lucky week.
    /// </summary>
    public ImmutableArray<TimeSpan> HalfLives { get; init; } =
        [TimeSpan.FromDays(3.5), TimeSpan.FromDays(14), TimeSpan.FromDays(56)];

    /// <summary>
    /// Weights fall with the loss to this power: twice the loss is 1/64 of the weight. 4 to 8 do the same.
    /// </summary>
    public double Power { get; init; } = 6;

    /// <summary>Rows of the average loss that every record starts with: a day of hourly rows.</summary>
    public double PriorRows { get; init; } = 24;

    /// <summary>
    /// Half-life, in rows, of the drift correction that each candidate also competes with: it follows a drifting level
    /// at no training cost, where others retrain every few hours. 0 switches it off.
    /// </summary>
    public double CorrectionRows { get; init; } = 6;

    /// <summary>How often weights follow the records; the drift correction follows every outcome.</summary>
    public TimeSpan ReweighEvery { get; init; } = TimeSpan.FromHours(3);

    /// <summary>
    /// A recipe is trained again when its version's age is at least this share of its window: a model of three years
    /// of rows learns nothing from one more week.
    /// </summary>
    public double FreshShare { get; init; } = 0.05;

    /// <summary>A recipe that weighs less than this of late is trained again only when its version is stale.</summary>
    public double ActiveWeight { get; init; } = 0.05;

    /// <summary>Age at which also a recipe without weight is trained again, so that it can come back.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromDays(28);

    /// <summary>A weight below this is no seat in the blend: it would cost scoring time and change nothing.</summary>
    public double MinimumWeight { get; init; } = 0.02;
    public TreeSettings Trees { get; init; } = new();

    /// <summary>
    /// Hyper-parameters are searched for each recipe; null: they stay. Null, because a search costs as much as many
    /// trainings, and on streams that drift the window matters more.
    /// </summary>
    public SearchPolicy? Search { get; init; }

    /// <summary>The place of the longest half-life.</summary>
    public int LongestMemory => HalfLives.IndexOf(HalfLives.Max());

    internal LossKind LossFor(PredictionTask task) =>
        Loss ?? (task == PredictionTask.Regression ? LossKind.Squared : LossKind.ZeroOne);

    /// <summary>Whether candidates also compete with a drift correction: a class has no level to drift.</summary>
    internal bool Corrects(PredictionTask task) =>
        CorrectionRows > 0 && task != PredictionTask.MulticlassClassification;

    internal IEnumerable<Problem> ValidateFor(FeatureSchema schema, string path)
    {
        if (schema.Task == PredictionTask.MulticlassClassification && Loss == LossKind.Squared)
        {
            yield return Problem.Of($"{path}.loss", Loss, "must be zeroOne or logLoss for several classes");
        }
    }

    public IEnumerable<Problem> Validate(string path)
    {
        if (Recipes.IsDefaultOrEmpty || Recipes.Length > RecipesMax)
        {
            yield return Problem.Of(
                $"{path}.recipes", Recipes.IsDefault ? 0 : Recipes.Length, $"must be 1 to {RecipesMax} recipes");
        }
        else if (Recipes.Distinct().Count() != Recipes.Length)
        {
            yield return Problem.Of($"{path}.recipes", string.Join(", ", Recipes), "must not repeat a recipe");
        }
        if (HalfLives.IsDefaultOrEmpty || HalfLives.Length > 5)
        {
            yield return Problem.Of(
                $"{path}.halfLives", HalfLives.IsDefault ? 0 : HalfLives.Length, "must be 1 to 5 time spans");
        }
        else
        {
            for (var i = 0; i < HalfLives.Length; i++)
            {
                foreach (var problem in Limits.Check(
                    $"{path}.halfLives[{i}]", HalfLives[i], TimeSpan.FromHours(1), TimeSpan.FromDays(3_650)))
                {
                    yield return problem;
                }
            }
        }
        foreach (var problem in NumberProblems(path)) yield return problem;
    }

    private IEnumerable<Problem> NumberProblems(string path) =>
    [
        .. Limits.Check($"{path}.power", Power, 0, 64),
        .. Limits.Check($"{path}.priorRows", PriorRows, 0, 1e6),
        .. Limits.Check($"{path}.correctionRows", CorrectionRows, 0, 1e6),
        .. Limits.Check($"{path}.reweighEvery", ReweighEvery, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
        .. Limits.Check($"{path}.freshShare", FreshShare, 0, 1),
        .. Limits.Check($"{path}.activeWeight", ActiveWeight, 0, 1),
        .. Limits.Check($"{path}.staleAfter", StaleAfter, TimeSpan.FromHours(1), TimeSpan.FromDays(3_650)),
        .. Limits.Check($"{path}.minimumWeight", MinimumWeight, 0, 0.5),
        .. Trees.Validate($"{path}.trees"),
        .. Search?.Validate($"{path}.search") ?? [],
    ];
}
